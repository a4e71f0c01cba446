// What stands around every page: region, ways to the pages, language, who is signed in.
import { html, useEffect, useState } from './html.js';
import { address, go } from './address.js';
import { api } from './api.js';
import { language, languages, speak, t } from './i18n.js';

export function Frame({ view, session, onSignOut, children }) {
  return html`<a class="skip" href=${'#main'} onClick=${(e) => {
      e.preventDefault();
      document.getElementById('main').focus();
    }}>${t('skip')}</a>
    <header class="top">
      ${session && html`<${Region} view=${view} />`}
      ${session && html`<nav aria-label=${t('nav')}>
        ${['images', 'jobs'].map((page) => html`<a key=${page} href=${address(page, '', { region: view.query.region })}
          aria-current=${view.page === page ? 'page' : null}>${t('nav.' + page)}</a>`)}
      </nav>`}
      <span class="space"></span>
      <label class="unseen" for="language">${t('language')}</label>
      <select id="language" value=${language()} onChange=${(e) => speak(e.target.value)}>
        ${languages.map((each) => html`<option key=${each.id} value=${each.id} lang=${each.id}>${each.name}</option>`)}
      </select>
      ${session && html`<span class="who"><span class="account">${session.accountId}</span> <span class="role">${t('role.' + session.role)}</span></span>
        <button type="button" class="quiet" onClick=${onSignOut}>${t('signout')}</button>`}
    </header>
    ${children}`;
}

function Region({ view }) {
  const [regions, setRegions] = useState([]);
  useEffect(() => {
    api.get('/v1/regions').then((found) => setRegions(found.regions.map((region) => region.region).sort()), () => {});
  }, []);
  const chosen = view.query.region || '';
  const known = !chosen || regions.includes(chosen) ? regions : [chosen, ...regions];
  const choose = (region) => {
    const page = view.id ? 'images' : view.page;
    go(address(page, '', page === view.page ? { ...view.query, region, offset: '' } : { region }));
  };
  return html`<div class="region"><label for="region">${t('region')}</label>
    <select id="region" value=${chosen} onChange=${(e) => choose(e.target.value)}>
      <option value="">${t('region.all')}</option>
      ${known.map((region) => html`<option key=${region} value=${region}>${region}</option>`)}
    </select></div>`;
}
