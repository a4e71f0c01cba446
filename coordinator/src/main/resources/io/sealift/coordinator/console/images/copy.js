// Copy image: what is wanted, what would come of it, and then the order.
import { html, useEffect, useMemo, useRef, useState } from '../html.js';
import { api } from '../api.js';
import { CopyForm } from './copyform.js';
import { bytes, token } from '../format.js';
import { t } from '../i18n.js';
import { keyName, SERVICE_KEY } from '../keys/names.js';
import { Alert, Dialog, failureText } from '../parts.js';

const proposal = (image) => `Image_${image.imageId.replaceAll('-', '_')}_from_${image.region}`.slice(0, 128);

function request(image, wish, requestToken) {
  const tags = Object.fromEntries(wish.tags.filter(([key]) => key.trim()).map(([key, value]) => [key.trim(), value.trim()]));
  const target = (region) => ({
    region,
    ...(wish.encrypt && { encrypt: true }),
    ...(wish.encrypt && wish.keys[region] && { keyId: wish.keys[region] }),
    name: wish.name.trim(),
    ...(wish.description.trim() && { description: wish.description.trim() }),
    ...(wish.group && { resourceGroup: wish.group }),
    ...(Object.keys(tags).length && { tags }),
  });
  return { requestToken, region: image.region, imageId: image.imageId, targets: wish.regions.map(target) };
}

export function CopyDialog({ image, onClose, onSubmitted }) {
  const [wish, setWish] = useState({ encrypt: false, regions: [], keys: {}, name: proposal(image), description: '', group: '', tags: [] });
  const [regions, setRegions] = useState(null);
  const [keys, setKeys] = useState({});
  const [groups, setGroups] = useState([]);
  const [plan, setPlan] = useState(null);
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  // One for the whole dialog: a confirmation that is sent twice makes one job.
  const requestToken = useMemo(token, []);
  useEffect(() => {
    Promise.all([api.get('/v1/regions'), api.get('/v1/keys'), api.get('/v1/resource-groups')]).then(([places, found, grouped]) => {
      const usable = {};
      found.keys.filter((key) => key.owner && key.state === 'ENABLED').forEach((key) => (usable[key.region] ??= []).push(key));
      setKeys(usable);
      setGroups(grouped.resourceGroups);
      setRegions([...places.regions].sort((a, b) => (a.region < b.region ? -1 : 1)));
    }, setFailure);
  }, []);
  const ask = async (more, then) => {
    setBusy(true);
    setFailure(null);
    try {
      then(await api.post('/v1/jobs', { ...request(image, wish, requestToken), ...more }));
    } catch (e) {
      setFailure(e);
    }
    setBusy(false);
  };
  const check = () => ask({ dryRun: true }, (answer) => setPlan(answer.targets));
  const confirm = () => ask({}, (answer) => onSubmitted(answer.jobId));
  return html`<${Dialog} title=${t('copy.title', { name: image.name })} onClose=${onClose}>
    ${failure && html`<${Alert}>${failureText(failure)}<//>`}
    ${!regions && !failure && html`<p role="status">${t('loading')}</p>`}
    ${regions && !plan && html`<${CopyForm} image=${image} wish=${wish} regions=${regions} keys=${keys} groups=${groups} busy=${busy}
      onWish=${(changes) => setWish((before) => ({ ...before, ...changes }))} onCheck=${check} onClose=${onClose} />`}
    ${plan && html`<${Plan} plan=${plan} wish=${wish} regions=${regions} busy=${busy} onBack=${() => setPlan(null)} onConfirm=${confirm} />`}
  <//>`;
}

function Plan({ plan, wish, regions, busy, onBack, onConfirm }) {
  const heading = useRef(null);
  useEffect(() => heading.current.focus(), []);
  const place = (region) => regions.find((each) => each.region === region) || { storeFreeBytes: 0, agents: 0 };
  return html`<section class="plan"><h3 ref=${heading} tabindex="-1">${t('plan.title')}</h3>
    <table class="list"><caption class="unseen">${t('plan.title')}</caption><thead><tr><th scope="col">${t('copy.target')}</th><th scope="col">${t('plan.bytes')}</th>
      <th scope="col">${t('plan.key')}</th><th scope="col">${t('plan.queue')}</th><th scope="col">${t('plan.space')}</th></tr></thead>
    <tbody>${plan.map((target) => html`<tr key=${target.region}>
      <td data-label=${t('copy.target')}>${target.region}</td>
      <td data-label=${t('plan.bytes')}>${bytes(target.bytes)}</td>
      <td data-label=${t('plan.key')}>${wish.encrypt ? keyName(wish.keys[target.region] || SERVICE_KEY) : t('plan.same')}</td>
      <td data-label=${t('plan.queue')}>${target.queuePlace === 0 ? t('plan.atonce') : t('plan.place', { n: target.queuePlace })}</td>
      <td data-label=${t('plan.space')}><${Space} place=${place(target.region)} needed=${target.bytes} /></td>
    </tr>`)}</tbody></table>
    <footer><button type="button" onClick=${onBack}>${t('back')}</button>
      <button type="button" class="primary" disabled=${busy} onClick=${onConfirm}>${t('copy.confirm')}</button></footer></section>`;
}

function Space({ place, needed }) {
  if (place.agents === 0) return html`<strong class="warn">${t('plan.noagent')}</strong>`;
  return place.storeFreeBytes > needed
    ? t('plan.free', { bytes: bytes(place.storeFreeBytes) })
    : html`<strong class="warn">${t('plan.full', { bytes: bytes(place.storeFreeBytes) })}</strong>`;
}

