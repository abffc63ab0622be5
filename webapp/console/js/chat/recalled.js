import { account } from '../account.js';
import { call } from '../api.js';
import { fill, h } from '../dom.js';
import { ago, clipped, when } from '../format.js';
import { scope } from '../scope.js';

/** Why memory has found something, by the server's words for it. */
const SIGNS = {
  words: 'shares words with the question',
  meaning: 'means something similar',
  date: 'is of the time that was asked about',
  neighbours: 'stands beside something that fits',
  speaker: 'was said by somebody who was named',
  self: 'was said by the one who asks',
  time: 'tells when',
  number: 'tells how many',
};

const MOST = 30;

/** Returns what was recalled for an answer, with the reasons; the texts are fetched when it is opened. */
export function recalled(event, question) {
  const list = h('ul', { class: 'recalled items' }, event.items.slice(0, MOST).map(item => row(item, null)));
  const details = h('details', { class: 'recall', ontoggle: () => details.open && load() },
    h('summary', {}, summary(event)),
    event.degraded ? h('p', { class: 'small muted' }, 'Memory answered late, so something may be missing.') : null, list);
  let loading = null;

  function load() {
    loading ??= texts(event.items, question).then(found =>
      fill(list, event.items.slice(0, MOST).map(item => row(item, found.get(item.id) ?? false)))).catch(() => { loading = null; });
  }
  return details;
}

function summary(event) {
  const number = event.items.length;
  return number === 0 ? 'Memory answered late' : `Recalled ${number === 1 ? 'one memory' : `${number} memories`}`;
}

function row(item, memory) {
  const why = item.signs.map(sign => SIGNS[sign] ?? sign).join(', ');
  const text = memory === null ? '…' : memory ? clipped(memory.content, 280)
    : 'It has been forgotten, or stands in a memory that is read beside this one.';
  return h('li', { class: 'item' },
    h('p', { class: memory === false ? 'muted' : '' }, text),
    h('div', { class: 'meta' }, memory ? [h('span', {}, memory.role === 'user' ? memory.name ?? 'You' : 'The agent'),
      h('span', { title: when(memory.created_at) }, ago(memory.created_at))] : null,
    h('span', {}, `Score ${item.score.toFixed(2)}`), why ? h('span', {}, `Found because it ${why}`) : null));
}

async function texts(items, question) {
  const headers = scope.memoryHeaders();
  if (account.can('GET', '/v1/memory/items/{item}')) {
    const found = await Promise.all(items.slice(0, MOST).map(item =>
      call('GET', `v1/memory/items/${encodeURIComponent(item.id)}`, { headers }).catch(() => null)));
    return new Map(found.filter(Boolean).map(memory => [memory.id, memory]));
  }
  const { data } = await call('POST', 'v1/memory/search', { headers, body: { query: question || 'what', limit: 100 } });
  return new Map(data.map(memory => [memory.id, memory]));
}
