import { account } from '../account.js';
import { call } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { ago, when } from '../format.js';
import { createKey, rotateKey } from '../keys/forms.js';
import { confirmed } from '../ui/dialog.js';
import { notice } from '../ui/notice.js';

export async function open(main) {
  const slot = h('div', { class: 'stack' });
  fill(main, h('header', {}, h('div', {}, h('h1', {}, 'Keys'),
    h('p', { class: 'lead' }, 'A key belongs to a tenant and decides whose memory its callers use. Its secret is shown once.')),
  h('div', { class: 'row actions' }, h('button', { class: 'button primary', type: 'button', onclick: create }, 'New key'))), slot);

  async function load() {
    try {
      const { data } = await call('GET', 'api/keys');
      fill(slot, data.length === 0 ? empty() : tenants(data), signedIn());
    } catch (fault) {
      fill(slot, problem(fault, load));
    }
  }

  async function create() {
    if (await createKey()) {
      await load();
    }
  }

  function tenants(keys) {
    const names = [...new Set(keys.map(key => key.tenant))].sort();
    return names.map(name => h('section', { class: 'stack tight' }, h('h2', {}, `Tenant ${name}`),
      h('div', { class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': `Keys of ${name}` }, h('table', {},
        h('thead', {}, h('tr', {}, ['Name', 'Rights', 'Memory goes by', 'Limits', 'Created', 'Valid until'].map(title =>
          h('th', { scope: 'col' }, title)),
        h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Actions')))),
        h('tbody', {}, keys.filter(key => key.tenant === name).map(row))))));
  }

  function row(key) {
    if (key.error) {
      return h('tr', {}, h('td', {}, h('strong', {}, key.name)), h('td', { colSpan: 5 }, key.error.message),
        h('td', {}, revokeButton(key)));
    }
    return h('tr', {}, h('td', {}, h('strong', {}, key.name)), h('td', {}, h('span', { class: 'tag' }, key.rights ?? 'none')),
      h('td', {}, key.identity?.policy ?? 'session-key'), h('td', {}, limits(key)),
      h('td', { title: when(key.created_at) }, ago(key.created_at)),
      h('td', {}, key.expires_at ? when(key.expires_at) : 'no end', key.previous_key_valid_until
        ? h('p', { class: 'small muted' }, `Its former secret until ${when(key.previous_key_valid_until)}`) : null),
      h('td', {}, h('div', { class: 'row' },
        h('button', { class: 'button quiet tiny', type: 'button', onclick: () => rotateKey(key).then(done => done && load()),
          'aria-label': `Rotate ${key.name}` }, 'Rotate'), revokeButton(key))));
  }

  function revokeButton(key) {
    return h('button', { class: 'button quiet tiny', type: 'button', 'aria-label': `Revoke ${key.name}`, onclick: async () => {
      if (await confirmed(`Revoke ${key.name}?`, 'Whoever uses it is refused from now on. Runs that it has started go on to their end.',
        'Revoke', () => call('DELETE', `api/keys/${encodeURIComponent(key.id)}`))) {
        notice('The key has been revoked.');
        await load();
      }
    } }, 'Revoke');
  }

  await load();
}

function limits(key) {
  const { requests_per_minute: rate, concurrent_runs: runs } = key.limits ?? {};
  const allowed = key.allowed?.endpoints?.length ? `${key.allowed.endpoints.length} endpoints` : null;
  return [rate ? `${rate} a minute` : null, runs ? `${runs} runs at once` : null, allowed].filter(Boolean).join(', ') || 'none';
}

function signedIn() {
  const { name, tenant } = account.caller();
  return name ? h('p', { class: 'small muted' }, 'You are signed in with ', h('strong', {}, name), ` of the tenant ${tenant}. `,
    'Keys of the server’s settings and of its keys file are changed there, and are not listed here.') : null;
}

function empty() {
  return h('div', { class: 'empty' }, h('h2', {}, 'No keys yet'),
    h('p', {}, 'So far only the keys of the server’s settings are valid. Make one for each application, so that it can be limited and '
      + 'revoked by itself.'));
}
