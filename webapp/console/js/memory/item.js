import { call } from '../api.js';
import { fill, h } from '../dom.js';
import { ago, when } from '../format.js';
import { scope } from '../scope.js';
import { ask, confirmed, field } from '../ui/dialog.js';
import { notice } from '../ui/notice.js';

const FOLDED = 600;

/**
 * Returns one remembered item with its origin and its actions.
 *
 * @param best    the best score of the list, if it has scores
 * @param changed called after the item has been changed or deleted
 */
export function itemView(item, { best, changed }) {
  const path = `v1/memory/items/${encodeURIComponent(item.id)}`;
  const headers = scope.memoryHeaders();
  const text = h('p', { class: 'said' });
  const whole = h('button', { class: 'button quiet tiny', type: 'button', hidden: item.content.length <= FOLDED, onclick: () => {
    fill(text, item.content);
    whole.hidden = true;
  } }, 'Show all');
  fill(text, item.content.length > FOLDED ? `${item.content.slice(0, FOLDED)}…` : item.content);

  async function edit() {
    const input = h('textarea', { rows: 6, value: item.content, required: true });
    const done = await ask({ title: 'Correct what is remembered', content: [field('Text', input,
      'It keeps its time and its speaker, and is found by the new text from now on.')],
    action: () => call('PATCH', path, { headers, body: { content: input.value } }) });
    if (done) {
      notice('Corrected.');
      changed();
    }
  }

  async function remove() {
    if (await confirmed('Forget this?', item.content.slice(0, 200), 'Forget', () => call('DELETE', path, { headers }))) {
      notice('Forgotten.');
      changed();
    }
  }

  return h('li', { class: 'card item' }, text, h('div', { class: 'row spread' },
    h('div', { class: 'meta' },
      h('span', { class: item.role === 'user' ? 'tag accent' : 'tag' }, item.kind === 'note' ? 'Note'
        : item.role === 'user' ? item.name ?? 'User' : 'Agent'),
      h('time', { dateTime: item.created_at, title: when(item.created_at) }, ago(item.created_at)),
      item.session_id ? h('a', { href: `#/playground/${encodeURIComponent(item.session_id)}` }, 'Session') : null,
      item.edited_at ? h('span', { title: when(item.edited_at) }, 'corrected') : null,
      item.score === undefined ? null : score(item.score, best)),
    item.read_only ? h('span', { class: 'tag' }, 'read only') : h('div', { class: 'row' }, whole,
      h('button', { class: 'button quiet tiny', type: 'button', onclick: edit }, 'Edit'),
      h('button', { class: 'button quiet tiny', type: 'button', onclick: remove }, 'Forget'))));
}

function score(value, best) {
  return h('span', { class: 'score' }, h('meter', { value: value / best, min: 0, max: 1, 'aria-label': 'Score beside the best' }),
    h('span', { class: 'number' }, value.toFixed(2)));
}
