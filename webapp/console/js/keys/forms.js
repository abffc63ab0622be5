import { account } from '../account.js';
import { call } from '../api.js';
import { h } from '../dom.js';
import { ask, field } from '../ui/dialog.js';
import { copy } from '../ui/notice.js';

const POLICIES = [
  ['session-key', 'The session key that the application sends'],
  ['api-key', 'The session key, only its own sessions'],
  ['user', 'The user that the application names'],
  ['user+chat', 'The user and the chat'],
];
const GRACES = [['86400', 'for a day'], ['3600', 'for an hour'], ['604800', 'for a week'], ['0', 'no longer']];

const options = list => list.map(([value, text]) => h('option', { value }, text));

/** Asks for a new key and shows its secret once. Resolves with whether one was created. */
export async function createKey() {
  const rights = [['none', 'Use the API'], ['tenant-admin', 'Administer its tenant'],
    ...(account.isServerAdmin() ? [['server-admin', 'Administer the server']] : [])];
  const issued = await ask({ title: 'New key', confirm: 'Create', content: [
    field('Name', h('input', { name: 'name', required: true, maxLength: 100, autocomplete: 'off' }), 'For example the application’s.'),
    account.isServerAdmin() ? field('Tenant', h('input', { name: 'tenant', value: account.caller().tenant ?? 'default', required: true }),
      'Tenants are kept apart: no key sees anything of another tenant.') : null,
    field('May', h('select', { name: 'rights' }, options(rights))),
    field('Memory goes by', h('select', { name: 'policy' }, options(POLICIES))),
    h('div', { class: 'columns' },
      field('Requests a minute', h('input', { name: 'rate', type: 'number', min: 1, placeholder: 'no limit' })),
      field('Runs at once', h('input', { name: 'runs', type: 'number', min: 1, placeholder: 'no limit' })))],
  action: data => call('POST', 'api/keys', { body: body(data) }) });
  if (issued) {
    await showSecret(issued);
  }
  return issued !== undefined;
}

function body(data) {
  const limits = {};
  if (data.get('rate')) {
    limits.requests_per_minute = Number(data.get('rate'));
  }
  if (data.get('runs')) {
    limits.concurrent_runs = Number(data.get('runs'));
  }
  return { name: data.get('name').trim(), rights: data.get('rights'), identity: { policy: data.get('policy') },
    ...(data.get('tenant') ? { tenant: data.get('tenant').trim() } : {}), ...(Object.keys(limits).length ? { limits } : {}) };
}

/** Asks for a new secret and shows it once. Resolves with whether it was made. */
export async function rotateKey(key) {
  const issued = await ask({ title: `A new secret for ${key.name}`, confirm: 'Rotate', content: [
    field('The present one stays valid', h('select', { name: 'grace' }, options(GRACES)), 'Time to change it where it is used.')],
  action: data => call('POST', `api/keys/${encodeURIComponent(key.id)}/rotate`, { body: { grace_seconds: Number(data.get('grace')) } }) });
  if (issued) {
    await showSecret(issued);
  }
  return issued !== undefined;
}

function showSecret(issued) {
  return ask({ title: `The secret of ${issued.name}`, confirm: 'Copy and close', cancel: 'Close', content: [
    h('p', {}, 'It is shown this once: the server keeps only its hash. Store it where the application reads it.'),
    h('p', { class: 'secret' }, issued.key)], action: async () => { await copy(issued.key, 'Secret'); return true; } });
}
