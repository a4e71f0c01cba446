// Which images hang on a key.
import { html, useEffect, useState } from '../html.js';
import { address } from '../address.js';
import { api } from '../api.js';
import { t } from '../i18n.js';
import { Alert, failureText } from '../parts.js';

const AT_ONCE = 1000;
/** How images name the key of their region. */
const SERVICE = 'alias/acs/ecs';

/** The account's images that open by this key alone. */
async function imagesOf(key) {
  const name = key.owner === undefined ? SERVICE : key.keyId;
  const found = [];
  for (let offset = 0, total = 1; offset < total; offset += AT_ONCE) {
    const answer = await api.get('/v1/images', { region: key.region, offset, limit: AT_ONCE });
    found.push(...answer.images.filter((image) => image.keyId === name || image.keyId === key.keyId));
    total = answer.total;
  }
  return found;
}

export function Usage({ keyOf }) {
  const [images, setImages] = useState(null);
  const [failure, setFailure] = useState(null);
  useEffect(() => {
    let over = false;
    imagesOf(keyOf).then((found) => over || setImages(found), (e) => over || setFailure(e));
    return () => {
      over = true;
    };
  }, [keyOf.keyId]);
  if (failure) return html`<${Alert}>${failureText(failure)}<//>`;
  if (!images) return html`<p role="status">${t('loading')}</p>`;
  if (images.length === 0) return html`<p class="usage" role="status">${t('keys.unused')}</p>`;
  return html`<div class="usage"><p role="status">${t('keys.used', { n: images.length })}</p>
    <ul>${images.map((image) => html`<li key=${image.imageId}>
      <a href=${address('images', '', { region: image.region, search: image.imageId })}>${image.name}</a> <code>${image.imageId}</code></li>`)}</ul></div>`;
}
