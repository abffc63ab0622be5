import { key } from './key.js';

/** The application's root, whatever its context path: this page is one level below it. */
export const ROOT = new URL('../', document.baseURI);

/** What a request met instead of an answer. Status 0: the server could not be reached. */
export class ApiError extends Error {
  constructor(status, { message, code, param } = {}, headers = new Headers()) {
    super(message || `The server answered ${status}`);
    this.status = status;
    this.code = code ?? '';
    this.param = param ?? '';
    this.retryAfter = Number(headers.get('Retry-After')) || 0;
    this.requestId = headers.get('X-Request-Id') ?? '';
  }
}

let refused = () => {};
let identity = () => ({});

/** Sets what returns the headers that every request has, since the key's owner depends on them. */
export function identifyBy(headers) {
  identity = headers;
}

/** Sets what to do when the server no longer takes the API key. */
export function onKeyRefused(listener) {
  refused = listener;
}

/** Returns the reply's body as JSON, or null if it has none. */
export async function call(method, path, { body, headers, signal } = {}) {
  const response = await send(method, path, { body, headers, signal });
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

/** Returns the response of a request that has been accepted. */
export async function send(method, path, { body, headers = {}, signal } = {}) {
  let response;
  try {
    response = await fetch(new URL(path.replace(/^\//, ''), ROOT), {
      method, signal, headers: { ...authorization(), ...identity(), ...content(body), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body), credentials: 'omit', cache: 'no-store', redirect: 'error',
    });
  } catch (fault) {
    if (fault.name === 'AbortError') {
      throw fault;
    }
    throw new ApiError(0, { message: 'The server could not be reached', code: 'unreachable' });
  }
  if (!response.ok) {
    throw await failure(response);
  }
  return response;
}

function authorization() {
  return key.get() ? { Authorization: `Bearer ${key.get()}` } : {};
}

function content(body) {
  return body === undefined ? {} : { 'Content-Type': 'application/json' };
}

async function failure(response) {
  let error = {};
  try {
    error = (await response.json()).error ?? {};
  } catch {
    error = { message: `The server answered ${response.status} without saying why`, code: 'no_envelope' };
  }
  if (response.status === 401) {
    refused();
  }
  return new ApiError(response.status, error, response.headers);
}

/** Returns the path with a query of those parameters that have a value. */
export function withQuery(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const query = new URLSearchParams(given);
  return query.size ? `${path}?${query}` : path;
}
