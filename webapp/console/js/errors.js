import { h } from './dom.js';

/** What to do about an error, by its code; whoever reads it may not know this server. */
const ADVICE = {
  unreachable: 'Check that the server is running and that this machine can reach it, then try again.',
  invalid_api_key: 'Sign in again with a key that is valid. An administrator can create one under Keys.',
  origin_not_allowed: () => `Set TALARIA_PUBLIC_URL=${location.origin} on the server and restart it: then it knows its own address.`,
  permission_denied: 'Ask an administrator for a key with the rights for this, or sign in with another key.',
  session_header_not_allowed: 'This key decides by itself whose memory is used. Sign in with a key that leaves it to you.',
  memory_scope_required: 'Say whose memory is meant: fill in “Memory of” at the top of the page.',
  budget_exceeded: 'Wait until the period of the budget ends, or ask an administrator for a larger one. Usage shows what was used.',
  rate_limit_exceeded: 'Wait a moment and try again. The limits of a key are shown under Keys.',
  upstream_rate_limited: 'The model’s provider limits how often it is called. Wait a moment, then try again.',
  upstream_auth: 'The model’s provider refuses the server’s own key. Check TALARIA_MODEL_API_KEY.',
  upstream_error: 'The model behind this server failed. Look at Health, and at the log of the model’s server.',
  upstream_timeout: 'The model took too long. Try a shorter question, or look at Health.',
  upstream_refused: 'The model’s server does not accept this request. Its own words are above.',
  upstream_model_not_found: 'The model’s server does not know the configured model. Check TALARIA_MODEL_NAME.',
  context_length_exceeded: 'The conversation is too long for the model. Begin a new one with /new.',
  session_busy: 'Another answer is being written in this session. Wait for it, or stop it under Runs.',
  database_unavailable: 'The database does not answer. The server tries again by itself; look at Health.',
  memory_unavailable: 'Memory does not answer just now. Try again in a moment, or look at Health.',
  memory_not_supported: 'The memory that this server uses cannot do this.',
  memory_not_erasable: 'The memory that this server uses cannot delete. Its provider can.',
  draining: 'The server is about to stop and takes no new work. Try again when it has restarted.',
  run_elsewhere: 'Another server of this installation has the run. Try again in a moment.',
  events_expired: 'What happened in this run is no longer kept.',
  body_too_large: 'Send less at once, for example a smaller picture.',
  key_exists: 'Choose another name.',
  invalid_image_url: 'Attach a PNG, JPEG, GIF or WebP picture.',
  backup_running: 'Wait for the backup that is running.',
  internal_error: 'This is a fault of the server. Its log has the details under the id of this request.',
};

/** Returns what happened and what to do, both as text. */
export function explain(error) {
  const advice = ADVICE[error.code];
  const wait = error.retryAfter ? ` The server suggests to wait ${error.retryAfter} s.` : '';
  const what = error.message || String(error);
  return { what, advice: (typeof advice === 'function' ? advice() : advice ?? general(error)) + wait };
}

function general(error) {
  if (error.status === 404) {
    return 'It may have been deleted, or belong to somebody else.';
  }
  return error.status >= 500 ? 'Try again; if it stays so, look at Health and at the server’s log.'
    : 'Change what is named above and try again.';
}

/** Returns a box that says what happened, what to do, and offers to try again if retry is given. */
export function problem(error, retry) {
  const { what, advice } = explain(error);
  return h('div', { class: 'problem', role: 'alert' },
    h('strong', {}, what),
    h('p', {}, advice),
    error.requestId && error.status >= 500 ? h('p', { class: 'small muted' }, 'Request ', h('code', {}, error.requestId)) : null,
    retry ? h('div', { class: 'row' }, h('button', { class: 'button tiny', type: 'button', onclick: retry }, 'Try again')) : null);
}
