// What stands around every page: region, ways to the pages, language, who is signed in.
import { html, useEffect, useState } from './html.js';
import { address, go } from './address.js';
import { api, regionNames } from './api.js';
import { language, languages, speak, t } from './i18n.js';
import { pagesOf } from './pages.js';

export function Frame({ view, session, onSignOut, children }) {
  return html`<a class="skip" href=${'#main'} onClick=${(e) => {
      e.preventDefault();
      document.getElementById('main').focus();
    }}>${t('skip')}</a>
    <header class="top">
      ${session && html`<${Region} view=${view} /><${Group} view=${view} />`}
      ${session && html`<nav aria-label=${t('nav')}>
        ${pagesOf(session.role).map(({ id }) => html`<a key=${id} href=${address(id, '', { region: view.query.region, group: view.query.group })}
          aria-current=${view.page === id ? 'page' : null}>${t('nav.' + id)}</a>`)}
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
    regionNames().then(setRegions, () => {});
  }, []);
  const chosen = view.query.region || '';
  const known = !chosen || regions.includes(chosen) ? regions : [chosen, ...regions];
  const choose = (region) => {
    // A thing of one region is not shown in another.
    const page = view.id ? 'images' : view.page;
    go(address(page, '', page === view.page && !view.id ? { ...view.query, region, offset: '' } : { region, group: view.query.group }));
  };
  return html`<div class="region"><label for="region">${t('region')}</label>
    <select id="region" value=${chosen} onChange=${(e) => choose(e.target.value)}>
      <option value="">${t('region.all')}</option>
      ${known.map((region) => html`<option key=${region} value=${region}>${region}</option>`)}
    </select></div>`;
}

/** Only where there are groups. */
function Group({ view }) {
  const [groups, setGroups] = useState([]);
  useEffect(() => {
    api.get('/v1/resource-groups').then((found) => setGroups(found.resourceGroups), () => {});
  }, []);
  const chosen = view.query.group || '';
  if (groups.length === 0 && !chosen) return null;
  const known = !chosen || groups.some((group) => group.resourceGroupId === chosen) ? groups : [{ resourceGroupId: chosen, name: chosen }, ...groups];
  const choose = (group) => go(address('images', '', { ...(view.page === 'images' ? view.query : { region: view.query.region }), group, offset: '' }));
  return html`<div class="region"><label for="group">${t('group')}</label>
    <select id="group" value=${chosen} onChange=${(e) => choose(e.target.value)}>
      <option value="">${t('group.all')}</option>
      ${known.map((group) => html`<option key=${group.resourceGroupId} value=${group.resourceGroupId}>${group.name}</option>`)}
    </select></div>`;
}
