// The account's jobs, the newest first.
import { html } from '../html.js';
import { address } from '../address.js';
import { api } from '../api.js';
import { time } from '../format.js';
import { t } from '../i18n.js';
import { Alert, Empty, failureText, Progress, State, usePolled } from '../parts.js';
import { Pages, Table } from '../table.js';

const SIZE = 50;

export function Jobs({ view, narrow }) {
  const { region = '', state = '' } = view.query;
  const offset = Number(view.query.offset) || 0;
  const asked = { state, offset, limit: SIZE };
  const found = usePolled(() => api.get('/v1/jobs', asked), JSON.stringify(asked),
    (answer) => (answer.jobs.some((job) => job.state === 'RUNNING') ? 1000 : 5000));
  const columns = [
    { id: 'job', label: t('jobs.job'), cell: (job) => html`<a href=${address('jobs', job.jobId, { region })}><code>${job.jobId}</code></a><span class="small">${t('kind.' + job.kind)}</span>` },
    { id: 'status', label: t('images.state'), cell: (job) => html`<${State} state=${job.state} />` },
    { id: 'source', label: t('jobs.source'), cell: (job) => html`${job.sourceRegion || ''} <code>${job.sourceImageId || ''}</code>` },
    { id: 'targets', label: t('copy.targets'), cell: (job) => html`<ul class="plain">${job.targets.map((target) => html`<li key=${target.region}>${target.region}
      <${Progress} value=${target.progress} label=${t('progress.of', { name: target.region })} /> <${State} state=${target.state} /></li>`)}</ul>` },
    { id: 'created', label: t('images.created'), cell: (job) => html`<time datetime=${job.createdAt}>${time(job.createdAt)}</time>` },
  ];
  const answer = found.value;
  return html`<h1>${t('nav.jobs')}</h1>
    ${found.failure && html`<${Alert}>${failureText(found.failure)}<//>`}
    <div class="search"><label for="state">${t('images.state')}</label>
      <select id="state" value=${state} onChange=${(e) => narrow({ state: e.target.value, offset: '' })}>
        <option value="">${t('jobs.all')}</option>
        ${['RUNNING', 'SUCCEEDED', 'PARTIALLY_SUCCEEDED', 'FAILED', 'CANCELLED'].map((each) => html`<option key=${each} value=${each}>${t('state.' + each)}</option>`)}
      </select></div>
    ${!answer && !found.failure && html`<p role="status">${t('loading')}</p>`}
    ${answer && answer.jobs.length === 0 && html`<${Empty} title=${t('jobs.none')}><p>${t('jobs.none.next')} <a href=${address('images', '', { region })}>${t('nav.images')}</a></p><//>`}
    ${answer && answer.jobs.length > 0 && html`<${Table} caption=${t('nav.jobs')} columns=${columns} rows=${answer.jobs} rowKey=${(job) => job.jobId} />`}
    ${answer && answer.total > 0 && html`<${Pages} offset=${offset} size=${SIZE} total=${answer.total} onOffset=${(next) => narrow({ offset: next || '' })} />`}`;
}
