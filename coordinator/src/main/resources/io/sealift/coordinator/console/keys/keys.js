// The keys that images are sealed under: the account's own, and the regions'.
import { html, useState } from '../html.js';
import { api, settled } from '../api.js';
import { CreateKey, DeleteKey, ShowUsage } from './dialogs.js';
import { time } from '../format.js';
import { t } from '../i18n.js';
import { Alert, Empty, failureText, State, usePolled } from '../parts.js';
import { Table } from '../table.js';

const PAUSE = 5000;

export function Keys({ view, mayChange }) {
  const { region = '' } = view.query;
  const [open, setOpen] = useState(null);
  const [failure, setFailure] = useState(null);
  const found = usePolled(() => api.get('/v1/keys', { region }), region, () => PAUSE);
  /** Orders something, and waits until its region's key service has done it. */
  const order = async (path, body) => {
    await settled(await api.post(path, body));
    setOpen(null);
    found.again();
  };
  const change = (key, action, body) => order(`/v1/keys/${encodeURIComponent(key.keyId)}/${action}`, body);
  const press = async (key, action) => {
    setFailure(null);
    await change(key, action, {}).catch(setFailure);
  };
  const columns = [
    { id: 'key', label: t('keys.key'), cell: (key) => html`<code>${key.keyId}</code><span>${key.owner === undefined ? t('key.service') : key.description}</span>
      ${!region && html`<span class="where">${key.region}</span>`}` },
    { id: 'status', label: t('images.state'), cell: (key) => html`<${State} state=${key.state} />
      ${key.deletionAt && html`<span class="small">${t('keys.deletion', { time: time(key.deletionAt) })}</span>`}` },
    { id: 'version', label: t('keys.version'), cell: (key) => key.version },
    { id: 'created', label: t('images.created'), cell: (key) => html`<time datetime=${key.createdAt}>${time(key.createdAt)}</time>` },
    { id: 'usage', label: t('keys.usage'), cell: (key) => html`<button type="button" class="quiet" onClick=${() => setOpen({ key, dialog: ShowUsage })}
      aria-label=${t('keys.usage.of', { key: key.keyId })}>${t('keys.usage.show')}</button>` },
  ];
  if (mayChange) {
    columns.push({ id: 'actions', label: t('actions'), cell: (key) =>
      key.owner !== undefined && html`<${Actions} keyOf=${key} onPress=${press} onDelete=${() => setOpen({ key, dialog: DeleteKey })} />` });
  }
  const { value } = found;
  const problem = failure || found.failure;
  return html`<h1>${t('nav.keys')}</h1>
    ${problem && html`<${Alert}>${failureText(problem)}<//>`}
    ${mayChange && value && html`<p><button type="button" class="primary" onClick=${() => setOpen({ dialog: CreateKey })}>${t('keys.create')}</button></p>`}
    ${!value && !problem && html`<p role="status">${t('loading')}</p>`}
    ${value && value.keys.length === 0 && html`<${Empty} title=${t('keys.none')}><p>${t('keys.none.next')}</p><//>`}
    ${value && value.keys.length > 0 && html`<${Table} caption=${t('nav.keys')} columns=${columns} rows=${value.keys} rowKey=${(key) => key.keyId} />`}
    ${open && html`<${open.dialog} keyOf=${open.key} region=${region} onClose=${() => setOpen(null)}
      onCreate=${(wish) => order('/v1/keys', wish)} onDelete=${(wish) => change(open.key, 'schedule-deletion', wish)} />`}`;
}

function Actions({ keyOf, onPress, onDelete }) {
  const [busy, setBusy] = useState(false);
  const button = (action, text, press) => html`<button type="button" disabled=${busy} aria-label=${`${text} ${keyOf.keyId}`}
    onClick=${async () => {
      if (press) return press();
      setBusy(true);
      await onPress(keyOf, action);
      setBusy(false);
    }}>${text}</button>`;
  if (keyOf.state === 'PENDING_DELETION') return html`<div class="controls">${button('cancel-deletion', t('keys.keep'))}</div>`;
  return html`<div class="controls">
    ${keyOf.state === 'ENABLED' ? button('disable', t('disable')) : button('enable', t('enable'))}
    ${keyOf.state === 'ENABLED' && button('rotate', t('keys.rotate'))}
    ${button('', t('keys.delete'), onDelete)}
  </div>`;
}
