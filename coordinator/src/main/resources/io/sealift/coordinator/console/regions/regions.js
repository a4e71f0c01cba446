// What the regions are made of, and how they do.
import { html } from '../html.js';
import { api } from '../api.js';
import { bytes, rate, time } from '../format.js';
import { t } from '../i18n.js';
import { Alert, Empty, failureText, usePolled } from '../parts.js';
import { Table } from '../table.js';

const PAUSE = 3000;
/** Below this part of a store that is free it is said to be nearly full, as the alert has it. */
const SCARCE = 0.1;

async function load() {
  const [{ regions }, { agents }] = await Promise.all([api.get('/v1/regions'), api.get('/v1/agents')]);
  return { regions: regions.sort((one, other) => (one.region < other.region ? -1 : 1)), agents };
}

export function Regions({ view }) {
  const found = usePolled(load, 'regions', () => PAUSE);
  const chosen = view.query.region || '';
  const shown = found.value && found.value.regions.filter((region) => !chosen || region.region === chosen);
  return html`<h1>${t('nav.regions')}</h1>
    ${found.failure && html`<${Alert}>${failureText(found.failure)}<//>`}
    ${!found.value && !found.failure && html`<p role="status">${t('loading')}</p>`}
    ${shown && shown.length === 0 && html`<${Empty} title=${t('regions.none', { region: chosen || t('region.all') })}><p>${t('regions.none.next')}</p><//>`}
    ${shown && shown.map((region) => html`<${RegionCard} key=${region.region} region=${region}
      agents=${found.value.agents.filter((agent) => agent.region === region.region)} />`)}`;
}

function RegionCard({ region, agents }) {
  return html`<section class="card" data-region=${region.region} aria-labelledby=${'region-' + region.region}>
    <h2 id=${'region-' + region.region}>${region.region}</h2>
    ${region.agents === 0 && html`<div class="note error">${t('regions.noagent')}</div>`}
    <dl class="facts">
      <div><dt>${t('regions.agents')}</dt><dd>${t('regions.alive', { n: region.agents, of: agents.length })}</dd></div>
      <div><dt>${t('regions.running')}</dt><dd>${region.running}</dd></div>
      <div><dt>${t('regions.waiting')}</dt><dd>${region.waiting}</dd></div>
      ${region.storeTotalBytes > 0 && html`<div><dt>${t('regions.store')}</dt><dd><${Store} free=${region.storeFreeBytes} total=${region.storeTotalBytes} /></dd></div>`}
    </dl>
    ${agents.length > 0 && html`<${Table} caption=${t('regions.agents.of', { region: region.region })} columns=${columns()} rows=${agents} rowKey=${(agent) => agent.agentId} />`}
  </section>`;
}

function Store({ free, total }) {
  return html`${t('regions.free', { free: bytes(free), total: bytes(total) })}
    ${free < total * SCARCE && html` <strong class="warn">${t('regions.full')}</strong>`}`;
}

const columns = () => [
  { id: 'agent', label: t('regions.agent'), cell: (agent) => html`<code>${agent.agentId}</code>` },
  { id: 'status', label: t('images.state'), cell: (agent) => html`<span class=${'state ' + (agent.alive ? 'available' : 'failed')}>${agent.alive ? t('agent.alive') : t('agent.lost')}</span>` },
  { id: 'slots', label: t('agent.slots'), cell: (agent) => t('agent.busy', { busy: agent.slots - agent.freeSlots, slots: agent.slots }) },
  { id: 'store', label: t('regions.store'), cell: (agent) => html`<${Store} free=${agent.storeFreeBytes} total=${agent.storeTotalBytes} />` },
  { id: 'engine', label: t('agent.engine'), cell: (agent) => html`${rate(agent.sealBytesPerSecond)}<span class="small">${agent.sealEngine}</span>` },
  { id: 'version', label: t('agent.version'), cell: (agent) => agent.softwareVersion },
  { id: 'seen', label: t('agent.seen'), cell: (agent) => html`<time datetime=${agent.at}>${time(agent.at)}</time>` },
];
