// How fast a job may go, and before which others.
import { html } from '../html.js';
import { t } from '../i18n.js';
import { Field } from '../parts.js';

const MIB = 1048576;

export function Limits({ job, onLimit }) {
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    onLimit({ maxBytesPerSecond: Math.round(Number(form.get('rate')) * MIB), priority: Number(form.get('priority')) });
  };
  return html`<details class="limits"><summary>${t('limits')}</summary>
    <form onSubmit=${submit}>
      <${Field} id="limit-rate" label=${t('limits.rate')} hint=${t('limits.rate.hint')}>
        <input id="limit-rate" name="rate" type="number" min="0" step="any" required defaultValue=${(job.maxBytesPerSecond || 0) / MIB} aria-describedby="limit-rate-hint" />
      <//>
      <${Field} id="limit-priority" label=${t('job.priority')} hint=${t('limits.priority.hint')}>
        <input id="limit-priority" name="priority" type="number" min="0" max="9" step="1" required defaultValue=${job.priority} aria-describedby="limit-priority-hint" />
      <//>
      <button>${t('limits.change')}</button>
    </form></details>`;
}
