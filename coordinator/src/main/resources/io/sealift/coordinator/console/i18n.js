// The words of the language that was chosen here, or else that the browser asks for.
import en from './i18n/en.js';
import ja from './i18n/ja.js';
import zh from './i18n/zh.js';

const all = { en, ja, zh };
const KEPT = 'sealift-language';

export const languages = [
  { id: 'en', name: 'English' },
  { id: 'ja', name: '日本語' },
  { id: 'zh', name: '中文' },
];

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch (e) {
    return null;
  }
}

function first() {
  const wanted = [kept(), ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.find((tag) => tag in all) || 'en';
}

let present = first();
const listeners = new Set();
document.documentElement.lang = present;

export const language = () => present;

export function speak(id) {
  present = id;
  document.documentElement.lang = id;
  try {
    localStorage.setItem(KEPT, id);
  } catch (e) {
    // Then it is for this page alone.
  }
  listeners.forEach((listener) => listener(id));
}

export function onLanguage(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The text of that name, with its {places} filled in. */
export function t(name, places = {}) {
  const text = all[present][name] ?? en[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, place) => (place in places ? String(places[place]) : whole));
}

/** Whether there is such a text. */
export const knows = (name) => name in all[present];
