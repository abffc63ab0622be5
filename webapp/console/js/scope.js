import { account } from './account.js';

const KEY = 'talaria.scope.key';
const SESSION = 'talaria.scope.session';
const FRESH = 'talaria.scope.fresh';

/** Policies under which memory goes by the user, so that a session key would be refused. */
const BY_USER = ['user', 'user+chat', 'template'];

/** Whose memory and which transcript requests mean. Kept for the tab. */
export const scope = {
  byUser: () => BY_USER.includes(account.caller().identity_policy),
  label: () => scope.byUser() ? 'User id' : 'Memory of',

  key() {
    return sessionStorage.getItem(KEY) ?? `${account.caller().session_key_prefix ?? ''}me`;
  },

  setKey(value) {
    sessionStorage.setItem(KEY, value.trim());
  },

  session() {
    return sessionStorage.getItem(SESSION) ?? scope.rotate();
  },

  /** Moves to a session that the server knows. */
  setSession(id) {
    sessionStorage.setItem(SESSION, id.trim());
    sessionStorage.removeItem(FRESH);
  },

  /** Begins a new session; the server learns of it with its first message. */
  rotate() {
    const stamp = new Date().toISOString().slice(0, 16).replace(/\D/g, '');
    const id = `console-${stamp}-${Math.random().toString(36).slice(2, 7)}`;
    sessionStorage.setItem(SESSION, id);
    sessionStorage.setItem(FRESH, 'true');
    return id;
  },

  isFresh: () => sessionStorage.getItem(FRESH) !== null,
  begun: () => sessionStorage.removeItem(FRESH),

  /** Returns the headers that name the memory alone. */
  memoryHeaders() {
    if (!account.hasKey() || !scope.key()) {
      return {};
    }
    return scope.byUser() ? scope.identityHeaders() : { 'X-Hermes-Session-Key': utf8(scope.key()) };
  },

  /** Returns the headers by which a key that goes by users knows whose sessions, runs and memory are meant; none for other keys. */
  identityHeaders() {
    if (!scope.byUser() || !scope.key()) {
      return {};
    }
    const chat = account.caller().identity_policy === 'user' ? {} : { 'X-Hermes-Chat-Id': utf8(scope.session()) };
    return { 'X-Hermes-User-Id': utf8(scope.key()), ...chat };
  },

  /** Returns the headers of a turn. */
  turnHeaders() {
    if (!account.hasKey()) {
      return {};
    }
    return { ...scope.memoryHeaders(), 'X-Hermes-Session-Id': utf8(scope.session()) };
  },
};

/** Header values are bytes: fetch takes one character for each. */
export function utf8(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
