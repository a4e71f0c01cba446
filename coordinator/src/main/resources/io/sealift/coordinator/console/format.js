// Numbers and times as people of the chosen language write them; times in the browser's zone.
import { language, t } from './i18n.js';

// As the browser's own region writes, where it speaks the chosen language.
const locale = () => navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === language()) || language();

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function bytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value) + ' ' + UNITS[unit];
}

export const rate = (perSecond) => t('rate', { bytes: bytes(perSecond) });

export function time(iso) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** A time of the day, of seconds since 1970. */
export const clock = (seconds) => new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' }).format(new Date(seconds * 1000));

export function duration(seconds) {
  if (seconds < 60) return t('seconds', { n: Math.max(1, Math.round(seconds)) });
  if (seconds < 3600) return t('minutes', { n: Math.round(seconds / 60) });
  return t('hours', { n: Math.floor(seconds / 3600), m: Math.round((seconds % 3600) / 60) });
}

/** Random characters for a request's token. */
export function token() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return 'c-' + Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
