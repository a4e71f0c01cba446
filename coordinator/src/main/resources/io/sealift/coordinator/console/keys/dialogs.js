// What is asked before a key is made or deleted.
import { html, useEffect, useState } from '../html.js';
import { regionNames } from '../api.js';
import { t } from '../i18n.js';
import { Alert, Asking, Dialog, Field } from '../parts.js';
import { Usage, useUsage } from './usage.js';

export function CreateKey({ region, onClose, onCreate }) {
  const [regions, setRegions] = useState([]);
  useEffect(() => {
    regionNames().then(setRegions, () => {});
  }, []);
  const create = (form) => onCreate({ region: form.get('region'), ...(form.get('description') && { description: form.get('description') }) });
  return html`<${Asking} title=${t('keys.create')} go=${t('keys.create')} ready=${regions.length > 0} onClose=${onClose} onDo=${create}>
    <${Field} id="key-region" label=${t('region')}><select id="key-region" name="region" required>
      ${regions.map((each) => html`<option key=${each} value=${each} selected=${each === region}>${each}</option>`)}</select><//>
    <${Field} id="key-description" label=${t('copy.description')}><input id="key-description" name="description" maxlength="256" /><//>
  <//>`;
}

/** Nobody deletes a key before seeing what hangs on it. */
export function DeleteKey({ keyOf, onClose, onDelete }) {
  const usage = useUsage(keyOf);
  return html`<${Asking} title=${t('keys.delete')} go=${t('keys.delete')} ready=${usage.images} onClose=${onClose}
      onDo=${(form) => onDelete({ days: Number(form.get('days')) })}>
    <p><code>${keyOf.keyId}</code></p>
    <${Alert}>${t('keys.delete.what')}<//>
    <${Usage} ...${usage} />
    <${Field} id="key-days" label=${t('keys.days')} hint=${t('keys.days.hint')}>
      <input id="key-days" name="days" type="number" min="7" max="366" required defaultValue="30" aria-describedby="key-days-hint" /><//>
  <//>`;
}

export function ShowUsage({ keyOf, onClose }) {
  const usage = useUsage(keyOf);
  return html`<${Dialog} title=${t('keys.usage')} onClose=${onClose}>
    <p><code>${keyOf.keyId}</code></p><${Usage} ...${usage} /><//>`;
}
