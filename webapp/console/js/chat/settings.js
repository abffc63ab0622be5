import { account } from '../account.js';
import { call } from '../api.js';
import { fill, h } from '../dom.js';
import { scope } from '../scope.js';
import { field } from '../ui/dialog.js';

/** The fields above the conversation: agent, whose memory, which session. `changed` is called after another was chosen. */
export function settings({ changed, rotate }) {
  const agents = h('select', { name: 'agent' }, h('option', { value: '' }, account.agent()));
  const key = h('input', { name: 'session-key', value: scope.key(), spellcheck: false, autocomplete: 'off', maxLength: 256,
    onchange: () => { scope.setKey(key.value); changed(); } });
  const session = h('input', { name: 'session-id', spellcheck: false, autocomplete: 'off', maxLength: 256, class: 'mono',
    onchange: () => { scope.setSession(session.value || scope.rotate()); changed(); } });
  const memory = h('input', { type: 'checkbox', name: 'memory', checked: true, id: 'use-memory' });
  const summary = h('summary', {});
  const fields = account.hasKey() ? [field('Agent', agents), field(scope.label(), key), field('Session', session),
    h('div', { class: 'field last' }, h('span', { class: 'row' }, memory, h('label', { htmlFor: 'use-memory' }, 'Use memory')),
      h('button', { class: 'button', type: 'button', onclick: rotate }, 'New session'))] : [field('Agent', agents)];
  const element = h('details', { class: 'settings card', open: matchMedia('(min-width: 821px)').matches }, summary,
    h('div', { class: 'fields' }, fields));
  list(agents);

  return {
    element,
    agent: () => agents.value,
    headers: () => account.hasKey() && !memory.checked ? { 'X-Hermes-Memory': 'off' } : {},
    refresh() {
      key.value = scope.key();
      session.value = scope.session();
      fill(summary, h('span', { class: 'when-open' }, 'Settings'), h('span', { class: 'when-closed' },
        account.hasKey() ? `Memory of ${scope.key() || 'nobody'}, session ${scope.session()}` : 'Agent'));
    },
  };
}

async function list(select) {
  try {
    const { data } = await call('GET', 'v1/models');
    const names = data.map(({ id }) => id);
    const agents = names.filter(id => !id.endsWith('-task') || !names.includes(id.replace(/-task$/, '')));
    fill(select, agents.map(id => h('option', { value: id, selected: id === account.agent() }, id)));
  } catch {
    // The default agent stays the only choice.
  }
}
