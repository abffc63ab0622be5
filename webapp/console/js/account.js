import { ApiError, call } from './api.js';
import { key } from './key.js';

let capabilities = null;

/** Who is signed in, and what this server offers to them. */
export const account = {
  /** Signs in, with an empty key on a server that is open to everyone. Throws what the server has against it. */
  async signIn(secret) {
    const before = key.get();
    key.set(secret);
    try {
      capabilities = await call('GET', 'v1/capabilities');
    } catch (fault) {
      key.set(before);
      if (fault instanceof ApiError && fault.status === 403) {
        key.set(secret);
        capabilities = { auth: { required: true }, endpoints: {}, unknown: true };
        return;
      }
      throw fault;
    }
  },

  signOut() {
    key.forget();
    capabilities = null;
  },

  /** Returns whether the server needs a key; without one it has neither sessions nor memory. */
  hasKey: () => capabilities?.auth?.required !== false,
  agent: () => capabilities?.model ?? 'talaria',
  caller: () => capabilities?.caller ?? {},

  /** Returns whether the server has this endpoint and this key may use it. */
  can(method, path) {
    if (capabilities?.unknown) {
      return true;
    }
    const named = Object.entries(capabilities?.endpoints ?? {}).find(([, route]) => route.method === method && route.path === path);
    const allowed = capabilities?.caller?.endpoints;
    return named !== undefined && (!allowed?.length || allowed.includes(named[0]));
  },

  isAdmin() {
    const rights = capabilities?.caller?.rights;
    return rights === undefined ? capabilities?.auth?.required !== false : rights.endsWith('admin');
  },

  isServerAdmin: () => capabilities?.caller?.rights === undefined ? account.isAdmin() : capabilities.caller.rights === 'server-admin',
};
