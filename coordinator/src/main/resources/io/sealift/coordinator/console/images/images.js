// The account's images: found, watched, and the way to copy one.
import { html, useEffect, useRef, useState } from '../html.js';
import { address } from '../address.js';
import { api } from '../api.js';
import { CopyDialog } from './copy.js';
import { isMade, Key, Size, Source, Status, Tags } from './facts.js';
import { time } from '../format.js';
import { t } from '../i18n.js';
import { Alert, Empty, failureText, usePolled } from '../parts.js';
import { Pages, Table } from '../table.js';

const SIZE = 50;

export function Images({ view, mayChange, narrow }) {
  const { region = '', group = '', search = '', order = 'newest' } = view.query;
  const offset = Number(view.query.offset) || 0;
  const [copied, setCopied] = useState(null);
  const [failure, setFailure] = useState(null);
  const [said, setSaid] = useState(null);
  const asked = { region, resourceGroup: group, search, order, offset, limit: SIZE };
  const found = usePolled(() => api.get('/v1/images', asked), JSON.stringify(asked),
    (answer) => (answer.images.some(isMade) ? 1000 : 5000));
  const cancel = async (image) => {
    setFailure(null);
    try {
      await api.post(`/v1/jobs/${encodeURIComponent(image.jobId)}/cancel`, { region: image.region });
      setSaid({ text: t('cancelled', { name: image.name }), jobId: image.jobId });
      found.again();
    } catch (e) {
      setFailure(e);
    }
  };
  const submitted = (jobId) => {
    setCopied(null);
    setSaid({ text: t('copy.submitted'), jobId });
    found.again();
  };
  const problem = failure || found.failure;
  return html`<h1>${t('nav.images')}</h1>
    <div role="status" class="said">${said && html`<div class="note good">${said.text} <a href=${address('jobs', said.jobId, { region })}>${t('job.show')}</a></div>`}</div>
    ${problem && html`<${Alert}>${failureText(problem)}<//>`}
    <${Search} key=${region} value=${search} onSearch=${(text) => narrow({ search: text, offset: '' })} />
    ${found.value && html`<${List} answer=${found.value} search=${search || group} region=${region} order=${order}
      mayChange=${mayChange} onCopy=${setCopied} onCancel=${cancel} onOrder=${(next) => narrow({ order: next, offset: '' })} />
      ${found.value.total > 0 && html`<${Pages} offset=${offset} size=${SIZE} total=${found.value.total} onOffset=${(next) => narrow({ offset: next || '' })} />`}`}
    ${!found.value && !problem && html`<p role="status">${t('loading')}</p>`}
    ${copied && html`<${CopyDialog} image=${copied} onClose=${() => setCopied(null)} onSubmitted=${submitted} />`}`;
}

function Search({ value, onSearch }) {
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (text) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(text.trim()), 300);
  };
  return html`<form role="search" class="search" onSubmit=${(e) => {
    e.preventDefault();
    onSearch(new FormData(e.target).get('search').trim());
  }}><label for="search">${t('images.search')}</label>
    <input id="search" name="search" type="search" value=${value} onInput=${(e) => later(e.target.value)} /></form>`;
}

function List({ answer, search, region, order, mayChange, onCopy, onCancel, onOrder }) {
  if (answer.images.length === 0) {
    if (search) return html`<${Empty} title=${t('images.none.found')}><p>${t('images.none.found.next')}</p><//>`;
    return html`<${Empty} title=${region ? t('images.none.here', { region }) : t('images.none')}>
      <p>${region ? t('images.none.here.next') : t('images.none.next')}</p>
      ${!region && html`<pre tabindex="0"><code>./sealift image import --region &lt;${t('region')}&gt; --name &lt;${t('name')}&gt; disk.qcow2</code></pre>`}<//>`;
  }
  const columns = [
    { id: 'name', label: t('images.name'), sort: { ascending: 'name', descending: 'nameDescending' },
      cell: (image) => html`<a class="strong" href=${address('images', image.imageId, { region })}>${image.name}</a><code>${image.imageId}</code>${!region && html`<span class="where">${image.region}</span>`}` },
    { id: 'status', label: t('images.state'), sort: { ascending: 'status' }, cell: (image) => html`<${Status} image=${image} />` },
    { id: 'size', label: t('images.size'), cell: (image) => html`<${Size} image=${image} />` },
    { id: 'key', label: t('images.encryption'), cell: (image) => html`<${Key} image=${image} />` },
    { id: 'source', label: t('jobs.source'), cell: (image) => html`<${Source} image=${image} region=${region} />` },
    { id: 'tags', label: t('images.tags'), cell: (image) => html`<${Tags} tags=${image.tags} />` },
    { id: 'created', label: t('images.created'), sort: { ascending: 'oldest', descending: 'newest' },
      cell: (image) => html`<time datetime=${image.createdAt}>${time(image.createdAt)}</time>` },
  ];
  if (mayChange) {
    columns.push({ id: 'actions', label: t('actions'), cell: (image) => html`<${Actions} image=${image} onCopy=${onCopy} onCancel=${onCancel} />` });
  }
  return html`<${Table} caption=${t('nav.images')} columns=${columns} rows=${answer.images} rowKey=${(image) => image.imageId} order=${order} onOrder=${onOrder} />`;
}

function Actions({ image, onCopy, onCancel }) {
  if (isMade(image)) {
    return html`<button type="button" onClick=${() => onCancel(image)} aria-label=${t('cancel.of', { name: image.name })}>${t('cancel.copy')}</button>`;
  }
  return html`<button type="button" disabled=${image.status !== 'AVAILABLE'} title=${image.status === 'AVAILABLE' ? null : t('copy.not')}
    onClick=${() => onCopy(image)} aria-label=${t('copy.of', { name: image.name })}>${t('copy.image')}</button>`;
}
