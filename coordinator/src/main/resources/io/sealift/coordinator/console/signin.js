import { html, useState } from './html.js';
import { api } from './api.js';
import { t } from './i18n.js';
import { Alert, Field, failureText } from './parts.js';

export function SignIn({ onSignedIn, notice }) {
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    setBusy(true);
    setFailure(null);
    try {
      onSignedIn(
        await api.post('/v1/sessions', {
          accessKeyId: form.get('accessKeyId').trim(),
          accessKeySecret: form.get('accessKeySecret').trim(),
        }),
      );
    } catch (e) {
      setFailure(e);
      setBusy(false);
    }
  };
  return html`<main class="signin" id="main">
    <h1>Sealift</h1>
    ${notice && !failure && html`<${Alert} kind="info">${notice}<//>`}
    ${failure && html`<${Alert}>${failure.status === 401 ? t('signin.refused') : failureText(failure)}<//>`}
    <form onSubmit=${submit}>
      <${Field} id="key-id" label=${t('signin.keyId')}>
        <input id="key-id" name="accessKeyId" required autocomplete="username" autocapitalize="off" spellcheck="false" />
      <//>
      <${Field} id="key-secret" label=${t('signin.secret')} hint=${t('signin.hint')}>
        <input id="key-secret" name="accessKeySecret" type="password" required autocomplete="current-password" aria-describedby="key-secret-hint" />
      <//>
      <button class="primary" disabled=${busy}>${t('signin.go')}</button>
    </form>
  </main>`;
}
