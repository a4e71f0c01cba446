// A table whose rows become cards on a phone, and the steps through its pages.
import { html } from './html.js';
import { t } from './i18n.js';

/**
 * @param columns [{id, label, cell(row), sort: {ascending, descending?}}]
 */
export function Table({ caption, columns, rows, rowKey, order, onOrder }) {
  return html`<table class="list">
    <caption class="unseen">${caption}</caption>
    <thead><tr>${columns.map((column) => html`<${Head} key=${column.id} column=${column} order=${order} onOrder=${onOrder} />`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${rowKey(row)} data-id=${rowKey(row)}>
      ${columns.map((column) => html`<td key=${column.id} data-label=${column.label} class=${column.id}>${column.cell(row)}</td>`)}
    </tr>`)}</tbody>
  </table>`;
}

function Head({ column, order, onOrder }) {
  if (!column.sort) return html`<th scope="col">${column.label}</th>`;
  const isUp = order === column.sort.ascending;
  const isDown = column.sort.descending !== undefined && order === column.sort.descending;
  // One that knows a single direction goes back to the usual order.
  const next = isUp ? column.sort.descending || '' : column.sort.ascending;
  return html`<th scope="col" aria-sort=${isUp ? 'ascending' : isDown ? 'descending' : 'none'}>
    <button type="button" class="sort" onClick=${() => onOrder(next)}>${column.label}<span aria-hidden="true">${isUp ? ' ▲' : isDown ? ' ▼' : ' ↕'}</span></button>
  </th>`;
}

export function Pages({ offset, size, total, onOffset }) {
  if (total <= size && offset === 0) return html`<p class="count" role="status">${t('count', { n: total })}</p>`;
  const last = Math.min(total, offset + size);
  return html`<nav class="pages" aria-label=${t('pages')}>
    <button type="button" disabled=${offset === 0} onClick=${() => onOffset(Math.max(0, offset - size))}>${t('previous')}</button>
    <span role="status">${t('range', { from: Math.min(offset + 1, total), to: last, total })}</span>
    <button type="button" disabled=${last >= total} onClick=${() => onOffset(offset + size)}>${t('next')}</button>
  </nav>`;
}
