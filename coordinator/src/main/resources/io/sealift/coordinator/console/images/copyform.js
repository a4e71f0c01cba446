// The fields of a copy. What cannot be chosen is disabled, and says why.
import { html } from '../html.js';
import { t } from '../i18n.js';
import { Field } from '../parts.js';

const MOST_TARGETS = 5;
const MOST_TAGS = 20;

export function CopyForm({ image, wish, regions, keys, groups, busy, onWish, onCheck, onClose }) {
  const submit = (event) => {
    event.preventDefault();
    onCheck();
  };
  const encrypting = (encrypt) => onWish({ encrypt, regions: encrypt ? wish.regions : wish.regions.filter((region) => region !== image.region) });
  return html`<form onSubmit=${submit}>
    <fieldset class="modes"><legend>${t('copy.mode')}</legend>
      <label><input type="radio" name="mode" checked=${!wish.encrypt} onChange=${() => encrypting(false)} /> ${t('copy.mode.copy')}
        <span class="hint">${t('copy.mode.copy.hint')}</span></label>
      <label><input type="radio" name="mode" checked=${wish.encrypt} onChange=${() => encrypting(true)} /> ${t('copy.mode.encrypt')}
        <span class="hint">${t('copy.mode.encrypt.hint')}</span></label>
    </fieldset>
    <fieldset class="targets"><legend>${t('copy.targets')}</legend>
      ${regions.map((place) => html`<${Target} key=${place.region} place=${place} image=${image} wish=${wish} keys=${keys[place.region] || []} onWish=${onWish} />`)}
    </fieldset>
    <${Field} id="copy-name" label=${t('copy.name')} hint=${t('copy.name.hint')}>
      <input id="copy-name" required minlength="2" maxlength="128" value=${wish.name} aria-describedby="copy-name-hint" onInput=${(e) => onWish({ name: e.target.value })} />
    <//>
    <${Field} id="copy-description" label=${t('copy.description')} hint=${t('copy.description.hint')}>
      <input id="copy-description" minlength="2" maxlength="256" value=${wish.description} aria-describedby="copy-description-hint" onInput=${(e) => onWish({ description: e.target.value })} />
    <//>
    ${groups.length > 0 && html`<${Field} id="copy-group" label=${t('copy.group')}>
      <select id="copy-group" value=${wish.group} onChange=${(e) => onWish({ group: e.target.value })}>
        <option value="">${t('group.none')}</option>
        ${groups.map((group) => html`<option key=${group.resourceGroupId} value=${group.resourceGroupId}>${group.name}</option>`)}
      </select><//>`}
    <${TagFields} tags=${wish.tags} onTags=${(tags) => onWish({ tags })} />
    <footer>
      ${wish.regions.length === 0 && html`<p class="hint" id="copy-why">${t('copy.choose')}</p>`}
      <button type="button" onClick=${onClose}>${t('close')}</button>
      <button class="primary" disabled=${busy || wish.regions.length === 0} aria-describedby=${wish.regions.length === 0 ? 'copy-why' : null}>${t('copy.check')}</button>
    </footer>
  </form>`;
}

function reason(place, image, wish) {
  if (!wish.encrypt && place.region === image.region) return t('copy.why.same');
  if (!wish.regions.includes(place.region) && wish.regions.length >= MOST_TARGETS) return t('copy.why.five');
  return '';
}

function Target({ place, image, wish, keys, onWish }) {
  const region = place.region;
  const chosen = wish.regions.includes(region);
  const why = reason(place, image, wish);
  const id = 'target-' + region;
  const toggle = () => onWish({ regions: chosen ? wish.regions.filter((each) => each !== region) : [...wish.regions, region] });
  return html`<div class="target">
    <label><input type="checkbox" checked=${chosen} disabled=${why !== ''} aria-describedby=${why ? id + '-why' : null} onChange=${toggle} /> ${region}</label>
    ${why && html`<span class="hint" id=${id + '-why'}>${why}</span>`}
    ${!why && place.agents === 0 && html`<span class="warn">${t('plan.noagent')}</span>`}
    ${chosen && wish.encrypt && html`<label class="unseen" for=${id}>${t('copy.key', { region })}</label>
      <select id=${id} value=${wish.keys[region] || ''} onChange=${(e) => onWish({ keys: { ...wish.keys, [region]: e.target.value } })}>
        <option value="">${t('key.service')}</option>
        ${keys.map((key) => html`<option key=${key.keyId} value=${key.keyId}>${key.keyId}${key.description && ` (${key.description})`}</option>`)}
      </select>`}
  </div>`;
}

function TagFields({ tags, onTags }) {
  const change = (at, which, text) => onTags(tags.map((tag, i) => (i === at ? tag.map((part, j) => (j === which ? text : part)) : tag)));
  return html`<fieldset class="tag-fields"><legend>${t('copy.tags')}</legend>
    <p class="hint">${t('copy.tags.hint')}</p>
    ${tags.map(([key, value], i) => html`<div class="tag-field" key=${i}>
      <input aria-label=${t('tag.key', { n: i + 1 })} value=${key} maxlength="128" onInput=${(e) => change(i, 0, e.target.value)} />
      <input aria-label=${t('tag.value', { n: i + 1 })} value=${value} maxlength="128" onInput=${(e) => change(i, 1, e.target.value)} />
      <button type="button" class="quiet" aria-label=${t('tag.remove', { n: i + 1 })} onClick=${() => onTags(tags.filter((tag, j) => j !== i))}>✕</button>
    </div>`)}
    <button type="button" disabled=${tags.length >= MOST_TAGS} onClick=${() => onTags([...tags, ['', '']])}>${t('tag.add')}</button>
  </fieldset>`;
}
