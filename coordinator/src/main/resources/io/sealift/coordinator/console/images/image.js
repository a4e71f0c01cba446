// One image: what it is made of, where it came from, and what may be done with it.
import { html, useState } from '../html.js';
import { address, go } from '../address.js';
import { api, settled } from '../api.js';
import { CopyDialog } from './copy.js';
import { isMade, Key, Size, Source, Status, Tags } from './facts.js';
import { bytes, time } from '../format.js';
import { t } from '../i18n.js';
import { Alert, Asking, Empty, failureText, usePolled } from '../parts.js';
import { Table } from '../table.js';

export function Image({ view, mayChange }) {
  const { region = '' } = view.query;
  const path = '/v1/images/' + encodeURIComponent(view.id);
  const [dialog, setDialog] = useState('');
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState(null);
  const found = usePolled(() => api.get(path), path, (image) => (isMade(image) ? 1000 : 5000));
  const image = found.value;
  const back = html`<p><a href=${address('images', '', { region })}>← ${t('nav.images')}</a></p>`;
  if (found.failure && (!image || found.failure.status === 404)) {
    return html`<${Empty} page title=${found.failure.status === 404 ? t('image.none') : failureText(found.failure)}>${back}<//>`;
  }
  if (!image) return html`<h1>${t('image')}</h1><p role="status">${t('loading')}</p>`;
  /** Does one thing, says first that it does and then what came of it. */
  const act = async (before, after, what) => {
    setFailure(null);
    setSaid(before);
    try {
      await what();
      setSaid(after);
      found.again();
    } catch (e) {
      setSaid('');
      setFailure(e);
    }
  };
  const verify = () => act(t('image.verifying'), t('image.verified'), async () => settled(await api.post(path + '/verify', {})));
  const cancel = () => act('', t('cancelled', { name: image.name }), () => api.post(`/v1/jobs/${encodeURIComponent(image.jobId)}/cancel`, { region: image.region }));
  const remove = async () => {
    await api.remove(path);
    go(address('images', '', { region }));
  };
  const isAvailable = image.status === 'AVAILABLE';
  return html`${back}
    <h1>${image.name} <code>${image.imageId}</code></h1>
    <div role="status" class="said">${said && html`<div class="note good">${said}</div>`}</div>
    ${failure && html`<${Alert}>${failureText(failure)}<//>`}
    ${mayChange && html`<div class="controls">
      ${isMade(image) && html`<button type="button" onClick=${cancel}>${t('cancel.copy')}</button>`}
      ${isAvailable && html`<button type="button" class="primary" onClick=${() => setDialog('copy')}>${t('copy.image')}</button>
        <button type="button" onClick=${verify}>${t('image.verify')}</button>`}
      ${!isMade(image) && html`<button type="button" onClick=${() => setDialog('delete')}>${t('image.delete')}</button>`}
    </div>`}
    <${Facts} image=${image} region=${region} />
    <h2>${t('image.disks')}</h2>
    <${Table} caption=${t('image.disks')} columns=${DISKS()} rows=${image.disks} rowKey=${(disk) => disk.snapshotId} />
    ${isAvailable && html`<h2>${t('image.export')}</h2><p>${t('image.export.how')}</p>
      <pre tabindex="0"><code>./sealift image export ${image.imageId} --region ${image.region} --output disk.raw</code></pre>`}
    ${dialog === 'copy' && html`<${CopyDialog} image=${image} onClose=${() => setDialog('')}
      onSubmitted=${(jobId) => go(address('jobs', jobId, { region }))} />`}
    ${dialog === 'delete' && html`<${Delete} image=${image} onClose=${() => setDialog('')} onDelete=${remove} />`}`;
}

const DISKS = () => [
  { id: 'snapshot', label: t('image.snapshot'), cell: (disk) => html`<code>${disk.snapshotId}</code>` },
  { id: 'size', label: t('images.size'), cell: (disk) => bytes(disk.sizeBytes) },
  { id: 'stored', label: t('image.stored'), cell: (disk) => bytes(disk.storedBytes) },
];

const Facts = ({ image, region }) => html`<dl class="facts">
  <div><dt>${t('images.state')}</dt><dd><${Status} image=${image} /></dd></div>
  <div><dt>${t('region')}</dt><dd>${image.region}</dd></div>
  <div><dt>${t('images.size')}</dt><dd><${Size} image=${image} /></dd></div>
  <div><dt>${t('images.encryption')}</dt><dd><${Key} image=${image} /></dd></div>
  <div><dt>${t('images.created')}</dt><dd>${time(image.createdAt)}</dd></div>
  <div><dt>${t('jobs.source')}</dt><dd class="lineage"><${Source} image=${image} region=${region} /></dd></div>
  <div><dt>${t('jobs.job')}</dt><dd><a href=${address('jobs', image.jobId, { region })}><code>${image.jobId}</code></a></dd></div>
  ${image.resourceGroup && html`<div><dt>${t('group')}</dt><dd>${image.resourceGroup}</dd></div>`}
  ${image.description && html`<div><dt>${t('image.description')}</dt><dd>${image.description}</dd></div>`}
  ${Object.keys(image.tags).length > 0 && html`<div><dt>${t('images.tags')}</dt><dd><${Tags} tags=${image.tags} /></dd></div>`}
</dl>`;

const Delete = ({ image, onClose, onDelete }) => html`<${Asking} title=${t('image.delete.of', { name: image.name })} go=${t('image.delete')} ready onClose=${onClose} onDo=${onDelete}>
  <p>${t('image.delete.what')}</p><//>`;
