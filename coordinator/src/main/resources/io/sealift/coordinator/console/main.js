import { html, render, useEffect, useState } from './html.js';
import { address, go, useAddress } from './address.js';
import { api, onSignedOut } from './api.js';
import { Frame } from './frame.js';
import { onLanguage, language, t } from './i18n.js';
import { pagesOf } from './pages.js';
import { Alert, Empty, failureText } from './parts.js';
import { SignIn } from './signin.js';

function App() {
  const view = useAddress();
  const [session, setSession] = useState(null);
  const [notice, setNotice] = useState('');
  const [failure, setFailure] = useState(null);
  const [spoken, setSpoken] = useState(language);
  useEffect(() => onLanguage(setSpoken), []);
  useEffect(() => {
    onSignedOut(() => {
      setSession((before) => {
        if (before && before.accountId) setNotice(t('signin.ended'));
        return { accountId: '' };
      });
    });
    api.get('/v1/sessions/current').then(setSession, (e) => e.status !== 401 && setFailure(e));
  }, []);
  const signedIn = (who) => {
    setNotice('');
    setSession(who);
  };
  const signOut = async () => {
    await api.remove('/v1/sessions/current').catch(() => {});
    setNotice(t('signin.out'));
    setSession({ accountId: '' });
  };
  if (failure) return html`<main id="main"><h1>Sealift</h1><${Alert}>${failureText(failure)}<//></main>`;
  if (!session) return html`<main id="main" aria-busy="true"><h1>Sealift</h1><p role="status">${t('loading')}</p></main>`;
  return html`<${Frame} key=${spoken} view=${view} session=${session.accountId ? session : null} onSignOut=${signOut}>
    ${session.accountId
      ? html`<${Page} view=${view} session=${session} />`
      : html`<${SignIn} onSignedIn=${signedIn} notice=${notice} />`}
  <//>`;
}

function Page({ view, session }) {
  const mayChange = session.role !== 'VIEWER';
  useEffect(() => {
    document.title = t('nav.' + view.page) + (view.id ? ' ' + view.id : '') + ' · Sealift';
  }, [view.page, view.id]);
  const page = pagesOf(session.role).find((each) => each.id === view.page);
  const shown = page && (view.id && page.one ? page.one : page.all);
  if (!shown) {
    return html`<main id="main"><${Empty} page title=${t('nowhere')}>
      <p><a href=${address('images')}>${t('nav.images')}</a></p><//></main>`;
  }
  const narrow = (changes) => go(address(view.page, view.id, { ...view.query, ...changes }), true);
  return html`<main id="main" tabindex="-1"><${shown} key=${view.page + view.id} view=${view} session=${session} mayChange=${mayChange} narrow=${narrow} /></main>`;
}

render(html`<${App} />`, document.getElementById('app'));
