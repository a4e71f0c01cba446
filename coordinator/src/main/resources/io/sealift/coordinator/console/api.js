// The public API, as a session's cookie opens it.
export class ApiFailure extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

let signedOut = () => {};

/** Has somebody told when the session has ended. */
export function onSignedOut(listener) {
  signedOut = listener;
}

async function send(method, path, body) {
  const headers = { accept: 'application/json' };
  if (method !== 'GET') headers['x-sealift-console'] = '1';
  if (body !== undefined) headers['content-type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch (e) {
    throw new ApiFailure(0, 'UNREACHABLE', '');
  }
  const json = await answer.json().catch(() => ({}));
  if (answer.ok) return json;
  if (answer.status === 401 && path !== '/v1/sessions') signedOut();
  throw new ApiFailure(answer.status, json.code || 'INTERNAL', json.message || '');
}

const query = (parameters) => {
  const given = Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined);
  return given.length ? '?' + new URLSearchParams(given) : '';
};

export const api = {
  get: (path, parameters = {}) => send('GET', path + query(parameters)),
  post: (path, body) => send('POST', path, body),
  remove: (path) => send('DELETE', path),
};

/** The names of all regions, in their order. */
export const regionNames = async () => (await api.get('/v1/regions')).regions.map((each) => each.region).sort();

const PAUSE = 300;

/** Waits until an operation that was accepted has ended, and fails as it did. */
export async function settled({ operationId }) {
  for (;;) {
    const operation = await api.get('/v1/operations/' + encodeURIComponent(operationId));
    if (operation.state === 'SUCCEEDED') return operation;
    if (operation.state !== 'RUNNING') {
      const { code = 'INTERNAL', message = '' } = operation.failure || {};
      throw new ApiFailure(0, code, message);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
