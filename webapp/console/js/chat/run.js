import { ApiError, call, send } from '../api.js';
import { events } from '../sse.js';

const ENDS = ['run.completed', 'run.failed', 'run.cancelled'];
const PAUSES = [300, 1000, 2000, 4000, 8000];

/** Returns the request that starts a run, as `call` takes it. */
export function startRequest({ input, agent, history, headers }) {
  const body = { input };
  if (agent) {
    body.model = agent;
  }
  if (history) {
    body.conversation_history = history;
  }
  return { method: 'POST', path: 'v1/runs', body, headers };
}

/** Starts a run; repeating it after a lost connection starts no second one. Returns its id. */
export async function start(request) {
  const headers = { ...request.headers, 'Idempotency-Key': crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` };
  for (let attempt = 0; ; attempt++) {
    try {
      return (await call(request.method, request.path, { ...request, headers })).run_id;
    } catch (fault) {
      if (fault.status !== 0 || attempt >= 2) {
        throw fault;
      }
      await pause(attempt);
    }
  }
}

/**
 * Passes the events of a run to `each`, from the first on, and returns when it has ended or the signal is set. A connection that breaks is
 * taken up where it broke; `lost` is told of it, and of its return with null.
 */
export async function follow(id, each, { signal, lost = () => {} } = {}) {
  let last = null;
  for (let attempt = 0; !signal?.aborted; attempt++) {
    try {
      const response = await send('GET', `v1/runs/${encodeURIComponent(id)}/events`,
        { signal, headers: last === null ? {} : { 'Last-Event-ID': last } });
      if (response.status === 204) {
        return;
      }
      lost(null);
      for await (const event of events(response)) {
        const data = JSON.parse(event.data);
        if (event.id !== '') {
          last = event.id;
          attempt = 0;
          each(data);
        }
        if (ENDS.includes(data.event)) {
          return;
        }
      }
    } catch (fault) {
      if (signal?.aborted) {
        return;
      }
      if (fault instanceof ApiError && fault.status !== 0 && fault.status < 500) {
        throw fault;
      }
      lost(fault);
    }
    await pause(attempt);
  }
}

function pause(attempt) {
  return new Promise(resolve => setTimeout(resolve, PAUSES[Math.min(attempt, PAUSES.length - 1)]));
}

export const stop = id => call('POST', `v1/runs/${encodeURIComponent(id)}/stop`, { body: {} });
export const steer = (id, message) => call('POST', `v1/runs/${encodeURIComponent(id)}/steer`, { body: { message } });
export const decide = (id, approval, choice) =>
  call('POST', `v1/runs/${encodeURIComponent(id)}/approval`, { body: { choice, approval_id: approval } });
