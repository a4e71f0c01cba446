// Who may use the cluster, and with which access keys: for administrators.
import { html, useState } from '../html.js';
import { api } from '../api.js';
import { time } from '../format.js';
import { t } from '../i18n.js';
import { Alert, Dialog, failureText, Field, usePolled } from '../parts.js';
import { Table } from '../table.js';

const PAUSE = 5000;
const ROLES = ['OPERATOR', 'VIEWER', 'ADMINISTRATOR'];

export function Accounts() {
  const [made, setMade] = useState(null);
  const [failure, setFailure] = useState(null);
  const found = usePolled(() => api.get('/v1/accounts'), 'accounts', () => PAUSE);
  /** Does one thing; what it answers is a new key, or nothing. */
  const change = async (asked) => {
    setFailure(null);
    try {
      const answer = await asked();
      if (answer.accessKeySecret) setMade(answer);
      found.again();
    } catch (e) {
      setFailure(e);
    }
  };
  const columns = [
    { id: 'account', label: t('accounts.account'), cell: (account) => html`<span class="strong">${account.accountId}</span><span class="small">${t('role.' + account.role)}</span>` },
    { id: 'created', label: t('images.created'), cell: (account) => html`<time datetime=${account.createdAt}>${time(account.createdAt)}</time>` },
    { id: 'keys', label: t('accounts.keys'), cell: (account) => html`<ul class="plain">${account.accessKeys.map((key) => html`<${Key} key=${key.accessKeyId} account=${account} accessKey=${key} onChange=${change} />`)}</ul>` },
    { id: 'actions', label: t('actions'), cell: (account) => html`<button type="button" aria-label=${t('accounts.newkey.of', { account: account.accountId })}
      onClick=${() => change(() => api.post(`/v1/accounts/${encodeURIComponent(account.accountId)}/keys`, {}))}>${t('accounts.newkey')}</button>` },
  ];
  const problem = failure || found.failure;
  return html`<h1>${t('nav.accounts')}</h1>
    ${problem && html`<${Alert}>${failureText(problem)}<//>`}
    ${!found.value && !problem && html`<p role="status">${t('loading')}</p>`}
    ${found.value && html`<${Table} caption=${t('nav.accounts')} columns=${columns} rows=${found.value.accounts} rowKey=${(account) => account.accountId} />`}
    <${Create} onCreate=${(wish) => change(() => api.post('/v1/accounts', wish))} />
    ${made && html`<${Secret} made=${made} onClose=${() => setMade(null)} />`}`;
}

function Key({ account, accessKey, onChange }) {
  const path = `/v1/accounts/${encodeURIComponent(account.accountId)}/keys/${encodeURIComponent(accessKey.accessKeyId)}`;
  const button = (text, asked) => html`<button type="button" aria-label=${`${text} ${accessKey.accessKeyId}`} onClick=${() => onChange(asked)}>${text}</button>`;
  return html`<li class="controls" data-access-key=${accessKey.accessKeyId}><code>${accessKey.accessKeyId}</code>
    <span class="state">${accessKey.enabled ? t('state.ENABLED') : t('state.DISABLED')}</span>
    ${accessKey.enabled
      ? button(t('disable'), () => api.post(path + '/disable', {}))
      : html`${button(t('enable'), () => api.post(path + '/enable', {}))} ${button(t('remove'), () => api.remove(path))}`}</li>`;
}

function Create({ onCreate }) {
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    onCreate({ accountId: form.get('accountId').trim(), role: form.get('role') });
  };
  return html`<details class="limits"><summary>${t('accounts.create')}</summary><form onSubmit=${submit}>
    <${Field} id="account-id" label=${t('accounts.account')}><input id="account-id" name="accountId" required autocomplete="off" /><//>
    <${Field} id="account-role" label=${t('accounts.role')}><select id="account-role" name="role">
      ${ROLES.map((role) => html`<option key=${role} value=${role}>${t('role.' + role)}</option>`)}</select><//>
    <button>${t('accounts.create')}</button></form></details>`;
}

/** The one time that a secret is seen. */
const Secret = ({ made, onClose }) => html`<${Dialog} title=${t('accounts.secret', { account: made.accountId })} onClose=${onClose}>
  <p>${t('accounts.secret.once')}</p>
  <${Field} id="made-id" label=${t('signin.keyId')}><input id="made-id" readonly value=${made.accessKeyId} /><//>
  <${Field} id="made-secret" label=${t('signin.secret')}><input id="made-secret" readonly value=${made.accessKeySecret} /><//>
  <footer><button type="button" class="primary" onClick=${onClose}>${t('accounts.secret.kept')}</button></footer><//>`;
