// One job, as it goes on: what the server tells by events, and what may be done about it.
import { html, useEffect, useState } from '../html.js';
import { address } from '../address.js';
import { api } from '../api.js';
import { Chart, useRates } from './chart.js';
import { bytes, duration, rate, time } from '../format.js';
import { knows, t } from '../i18n.js';
import { Limits } from './limits.js';
import { Alert, Empty, failureText, Progress, State } from '../parts.js';

const RETRY = 2000;

/** The job by its events; they are asked for anew when the connection breaks. */
function useJob(id) {
  const [shown, setShown] = useState({ line: 'connecting' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const path = '/v1/jobs/' + encodeURIComponent(id);
    let source = null;
    let timer = 0;
    let over = false;
    const told = (job) => !over && setShown({ job, line: job.state === 'RUNNING' ? 'live' : 'ended' });
    const again = (failure) => {
      if (over) return;
      if (failure.status === 404 || failure.status === 401) {
        setShown({ failure, line: 'ended' });
        return;
      }
      setShown((before) => ({ ...before, line: 'broken' }));
      timer = setTimeout(begin, RETRY);
    };
    // Asked first, because a source of events does not say why it was refused.
    const begin = async () => {
      try {
        const job = await api.get(path);
        told(job);
        if (job.state !== 'RUNNING' || over) return;
        source = new EventSource(path + '/events');
        source.addEventListener('job', (event) => {
          const next = JSON.parse(event.data);
          told(next);
          if (next.state !== 'RUNNING') source.close();
        });
        source.onerror = () => {
          source.close();
          again({ status: 0 });
        };
      } catch (failure) {
        again(failure);
      }
    };
    begin();
    return () => {
      over = true;
      clearTimeout(timer);
      if (source) source.close();
    };
  }, [id, round]);
  return [shown, () => setRound((before) => before + 1)];
}

export function Job({ view, mayChange }) {
  const [{ job, line, failure }, again] = useJob(view.id);
  const [refusal, setRefusal] = useState(null);
  const rates = useRates(job);
  const region = view.query.region;
  const control = async (action, body) => {
    setRefusal(null);
    try {
      await api.post(`/v1/jobs/${encodeURIComponent(view.id)}/${action}`, body);
      again();
    } catch (e) {
      setRefusal(e);
    }
  };
  if (failure) {
    return html`<${Empty} page title=${failure.status === 404 ? t('job.none') : failureText(failure)}><p><a href=${address('jobs', '', { region })}>${t('nav.jobs')}</a></p><//>`;
  }
  if (!job) return html`<h1>${t('jobs.job')}</h1><p role="status">${line === 'broken' ? t('line.broken') : t('loading')}</p>`;
  return html`<p><a href=${address('jobs', '', { region })}>← ${t('nav.jobs')}</a></p>
    <h1>${t('kind.' + job.kind)} <code>${job.jobId}</code></h1>
    <div role="status" class="line ${line}">${t('line.' + line)}</div>
    ${refusal && html`<${Alert}>${failureText(refusal)}<//>`}
    <dl class="facts">
      <div><dt>${t('images.state')}</dt><dd><${State} state=${job.state} /></dd></div>
      ${job.sourceImageId && html`<div><dt>${t('jobs.source')}</dt><dd>${job.sourceRegion} <code>${job.sourceImageId}</code></dd></div>`}
      <div><dt>${t('images.created')}</dt><dd>${time(job.createdAt)}</dd></div>
      ${job.finishedAt && html`<div><dt>${t('job.finished')}</dt><dd>${time(job.finishedAt)}</dd></div>`}
      <div><dt>${t('job.priority')}</dt><dd>${job.priority}</dd></div>
      ${job.maxBytesPerSecond && html`<div><dt>${t('job.limit')}</dt><dd>${rate(job.maxBytesPerSecond)}</dd></div>`}
    </dl>
    ${mayChange && html`<${Controls} targets=${job.targets} name="" onControl=${(action) => control(action, {})} />`}
    ${mayChange && job.state === 'RUNNING' && html`<${Limits} job=${job} onLimit=${(limits) => control('limit', limits)} />`}
    <h2>${t('copy.targets')}</h2>
    ${job.targets.map((target) => html`<${Target} key=${target.region} target=${target} mayChange=${mayChange && job.targets.length > 1}
      onControl=${(action) => control(action, { region: target.region })} />`)}
    <${Chart} rates=${rates} />`;
}

const OPEN = ['WAITING', 'PREFLIGHT', 'CREATING'];
const CAN = {
  pause: (target) => OPEN.includes(target.state),
  resume: (target) => target.state === 'PAUSED',
  retry: (target) => target.state === 'CREATE_FAILED',
  cancel: (target) => OPEN.includes(target.state) || target.state === 'PAUSED' || target.state === 'COMMITTING',
};

function Controls({ targets, name, onControl }) {
  const possible = Object.keys(CAN).filter((action) => targets.some(CAN[action]));
  if (possible.length === 0) return null;
  return html`<div class="controls">${possible.map((action) => html`<button key=${action} type="button"
    aria-label=${name ? `${t('do.' + action)}: ${name}` : null} onClick=${() => onControl(action)}>${t('do.' + action)}</button>`)}</div>`;
}

function Target({ target, mayChange, onControl }) {
  return html`<section class="card" data-region=${target.region} aria-label=${target.region}>
    <h3>${target.region} <${State} state=${target.state} /></h3>
    <${Progress} value=${target.progress} label=${t('progress.of', { name: target.region })} />
    <p class="small">${[
      t('job.done', { done: bytes(target.bytesDone), total: bytes(target.bytesTotal) }),
      target.bytesPerSecond !== undefined && rate(target.bytesPerSecond),
      target.etaSeconds !== undefined && t('job.eta', { time: duration(target.etaSeconds) }),
      target.queuePlace !== undefined && t('plan.place', { n: target.queuePlace }),
      t('job.attempts', { n: target.attempts }),
      t('mode.' + target.mode),
    ].filter(Boolean).join(' · ')}</p>
    ${target.imageId && html`<p class="small">${t('job.image')} <a href=${address('images', '', { region: target.region, search: target.imageId })}><code>${target.imageId}</code></a></p>`}
    ${target.failure && html`<${Alert}><strong>${knows('failure.' + target.failure.code) ? t('failure.' + target.failure.code) : target.failure.advice}</strong>
      <span class="small">${target.failure.message}</span><//>`}
    ${mayChange && html`<${Controls} targets=${[target]} name=${target.region} onControl=${onControl} />`}
  </section>`;
}
