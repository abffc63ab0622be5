import { call } from '../api.js';
import { h } from '../dom.js';
import { ago, count, counted, when } from '../format.js';
import { scope } from '../scope.js';
import { ask, confirmed, field } from '../ui/dialog.js';
import { notice } from '../ui/notice.js';

/** Returns the card of a scope: how much is known, and what users said of themselves. `changed` is called after an entry was. */
export function profileView(profile, changed) {
  const figure = (value, label) => h('div', { class: 'figure' }, h('span', { class: 'value' }, value),
    h('span', { class: 'muted' }, label));
  return h('section', { class: 'card stack', 'aria-label': 'Profile' },
    h('div', { class: 'figures' },
      figure(count(profile.items), profile.items === 1 ? 'memory' : 'memories'), figure(count(profile.sessions), 'sessions'),
      figure(profile.newest_at ? ago(profile.newest_at) : '–', 'last said'), figure(profile.provider, 'memory')),
    profile.pending_embeddings ? h('p', { class: 'small muted' },
      `${counted(profile.pending_embeddings, 'item')} can be found by words, and by meaning soon.`) : null,
    profile.representation ? h('p', { class: 'said' }, profile.representation) : null,
    profile.card.length > 0 ? h('ul', {}, profile.card.map(line => h('li', {}, line))) : null,
    h('h2', {}, 'Known of the user'),
    profile.entries.length === 0
      ? h('p', { class: 'muted' }, 'Nothing yet. Statements such as “I live in Oslo” or “I am allergic to nuts” appear here.')
      : h('ul', { class: 'entries' }, profile.entries.map(entry => entryView(entry, changed))));
}

function entryView(entry, changed) {
  const path = `v1/memory/profile/${encodeURIComponent(entry.id)}`;
  const headers = scope.memoryHeaders();
  const name = entry.kind.replaceAll('_', ' ');

  async function edit() {
    const input = h('input', { value: entry.value, required: true });
    if (await ask({ title: `Correct ${name}`, content: [field('Value', input)],
      action: () => call('PATCH', path, { headers, body: { value: input.value } }) })) {
      notice('Corrected.');
      changed();
    }
  }

  async function remove() {
    if (await confirmed(`Remove ${name}?`, `“${entry.value}” leaves the profile. The message that said so stays.`, 'Remove',
      () => call('DELETE', path, { headers }))) {
      changed();
    }
  }

  return h('li', { class: 'row spread' },
    h('span', {}, h('span', { class: 'muted' }, `${name} `), h('strong', {}, entry.value),
      h('span', { class: 'small muted', title: when(entry.created_at) }, ` ${entry.user ? `${entry.user}, ` : ''}${ago(entry.created_at)}${
        entry.edited_at ? ', corrected' : ''}`)),
    h('span', { class: 'row' },
      h('button', { class: 'button quiet tiny', type: 'button', onclick: edit, 'aria-label': `Edit ${name}` }, 'Edit'),
      h('button', { class: 'button quiet tiny', type: 'button', onclick: remove, 'aria-label': `Remove ${name}` }, 'Remove')));
}
