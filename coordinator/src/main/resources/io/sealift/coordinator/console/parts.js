// What every page is made of.
import { html, useEffect, useRef, useState } from './html.js';
import { knows, t } from './i18n.js';

/** What went wrong, in the reader's words where there are some. */
export function failureText(failure) {
  const name = ['error.', 'failure.'].map((kind) => kind + failure.code).find(knows);
  const general = t(name || 'error.INTERNAL');
  return failure.message ? `${general} (${failure.message})` : general;
}

/** A message that is read out as soon as it is there. */
export const Alert = ({ children, kind = 'error' }) =>
  html`<div class=${'note ' + kind} role=${kind === 'error' ? 'alert' : 'status'}>${children}</div>`;

export const State = ({ state }) =>
  html`<span class=${'state ' + state.toLowerCase()}>${t('state.' + state)}</span>`;

export function Progress({ value, label }) {
  return html`<span class="progress"><progress max="100" value=${value} aria-label=${label}></progress
    ><span class="percent">${value} %</span></span>`;
}

/**
 * Asks a source again and again, while the page is seen; more often while much changes. `again` asks
 * at once, and what was found stays until then.
 */
export function usePolled(load, key, pause) {
  const [found, setFound] = useState({ key: null });
  const [round, setRound] = useState(0);
  const again = () => setRound((before) => before + 1);
  useEffect(() => {
    let over = false;
    let timer = 0;
    const ask = async () => {
      let next = 5000;
      try {
        const value = await load();
        if (over) return;
        setFound({ key, value });
        next = pause(value);
      } catch (failure) {
        if (over) return;
        setFound((before) => ({ key, value: before.key === key ? before.value : undefined, failure }));
      }
      timer = setTimeout(() => (document.hidden ? (timer = setTimeout(ask, 2000)) : ask()), next);
    };
    ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key, round]);
  return found.key === key ? { ...found, again } : { again };
}

/** A dialog that keeps the focus inside and gives it back; Escape closes it. */
export function Dialog({ title, onClose, children }) {
  const box = useRef(null);
  useEffect(() => {
    const dialog = box.current;
    dialog.showModal();
    return () => dialog.open && dialog.close();
  }, []);
  return html`<dialog ref=${box} aria-labelledby="dialog-title" onCancel=${(e) => {
    e.preventDefault();
    onClose();
  }}>
    <header><h2 id="dialog-title">${title}</h2>
      <button type="button" class="quiet" aria-label=${t('close')} onClick=${onClose}>✕</button></header>
    ${children}
  </dialog>`;
}

/** A dialog whose form does something that may be refused, once it is `ready`. */
export function Asking({ title, go, ready, onClose, onDo, children }) {
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await onDo(new FormData(event.target));
    } catch (e) {
      setFailure(e);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${title} onClose=${onClose}><form onSubmit=${submit}>
    ${children}
    ${failure && html`<${Alert}>${failureText(failure)}<//>`}
    <footer><button type="button" onClick=${onClose}>${t('close')}</button><button class="primary" disabled=${busy || !ready}>${go}</button></footer>
  </form><//>`;
}

/** A field with its label and what to know of it. */
export const Field = ({ id, label, hint, children }) => html`<div class="field">
  <label for=${id}>${label}</label>${children}
  ${hint && html`<p class="hint" id=${id + '-hint'}>${hint}</p>`}
</div>`;

/** What stands where there is nothing; `page` when it is all of the page. */
export const Empty = ({ title, page, children }) => html`<div class="empty">${page ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`}${children}</div>`;
