// What is shown stands in the address, after the #, so that every view can be kept and shared:
// #/images?region=north&search=web
import { useEffect, useState } from './html.js';

function read() {
  const [path, query] = location.hash.slice(1).split('?', 2);
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  return { page: parts[0] || 'images', id: parts[1] || '', query: Object.fromEntries(new URLSearchParams(query || '')) };
}

/** The address of a view; what is empty is left out. */
export function address(page, id, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== '' && value !== undefined);
  const path = '#/' + page + (id ? '/' + encodeURIComponent(id) : '');
  return given.length ? path + '?' + new URLSearchParams(given) : path;
}

/** The view in the address, whenever it changes. */
export function useAddress() {
  const [view, setView] = useState(read);
  useEffect(() => {
    const changed = () => setView(read());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return view;
}

/** Goes to a view; one that only narrows the present view leaves no step back. */
export function go(to, replace = false) {
  if (replace) {
    history.replaceState(null, '', to);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = to;
  }
}
