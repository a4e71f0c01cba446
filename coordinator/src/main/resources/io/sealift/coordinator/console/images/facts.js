// What an image is, wherever it is shown.
import { html } from '../html.js';
import { address } from '../address.js';
import { bytes } from '../format.js';
import { t } from '../i18n.js';
import { keyName } from '../keys/names.js';
import { Progress, State } from '../parts.js';

export const isMade = (image) => image.status === 'CREATING' || image.status === 'WAITING';

export const Status = ({ image }) => html`<${State} state=${image.status} />
  ${isMade(image) && html`<${Progress} value=${image.progress} label=${t('progress.of', { name: image.name })} />`}`;

export function Size({ image }) {
  const sum = (field) => image.disks.reduce((total, disk) => total + disk[field], 0);
  return html`<span>${bytes(sum('sizeBytes'))}</span><span class="small">${t('images.stored', { bytes: bytes(sum('storedBytes')) })}</span>`;
}

export const Key = ({ image }) => (image.encrypted ? html`<span>${t('encrypted')}</span><code>${keyName(image.keyId)}</code>` : t('encrypted.not'));

export const Tags = ({ tags }) => html`<ul class="tags">${Object.entries(tags).map(([key, value]) => html`<li key=${key}>${key}${value && `: ${value}`}</li>`)}</ul>`;

/** From which image and region it was copied. */
export const Source = ({ image, region }) => (image.sourceImageId
  ? html`${image.sourceRegion} <a href=${address('images', image.sourceImageId, { region })}><code>${image.sourceImageId}</code></a>`
  : t('mode.IMPORTED'));
