// Which images hang on a key.
import { html, useEffect, useState } from '../html.js';
import { address } from '../address.js';
import { api } from '../api.js';
import { t } from '../i18n.js';
import { SERVICE_KEY } from './names.js';
import { Alert, failureText } from '../parts.js';

const AT_ONCE = 1000;

/** The account's images that open by this key alone. */
async function imagesOf(key) {
  const names = key.owner === undefined ? [SERVICE_KEY, key.keyId] : [key.keyId];
  const found = [];
  for (let offset = 0, total = 1; offset < total; offset += AT_ONCE) {
    const answer = await api.get('/v1/images', { region: key.region, offset, limit: AT_ONCE });
    found.push(...answer.images.filter((image) => names.includes(image.keyId)));
    total = answer.total;
  }
  return found;
}

/** What is known of a key's images: {} before anything is, then {images} or {failure}. */
export function useUsage(key) {
  const [usage, setUsage] = useState({});
  useEffect(() => {
    let over = false;
    imagesOf(key).then((images) => over || setUsage({ images }), (failure) => over || setUsage({ failure }));
    return () => {
      over = true;
    };
  }, [key.keyId]);
  return usage;
}

export function Usage({ images, failure }) {
  if (failure) return html`<${Alert}>${failureText(failure)}<//>`;
  if (!images) return html`<p role="status">${t('loading')}</p>`;
  if (images.length === 0) return html`<p class="usage" role="status">${t('keys.unused')}</p>`;
  return html`<div class="usage"><p role="status">${t('keys.used', { n: images.length })}</p>
    <ul>${images.map((image) => html`<li key=${image.imageId}>
      <a href=${address('images', '', { region: image.region, search: image.imageId })}>${image.name}</a> <code>${image.imageId}</code></li>`)}</ul></div>`;
}
