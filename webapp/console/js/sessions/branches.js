import { textOf } from '../chat/transcript.js';
import { h, svg } from '../dom.js';
import { ago, clipped, when } from '../format.js';

const ROW = 44;
const COLUMN = 22;

/**
 * Returns a session's messages one a row, beside a picture of how they branch; the conversation that goes on from here is drawn in colour.
 * Answers without words (calls of tools and their results) are left out of it. `fork` gets the id of the last message to copy.
 */
export function branches(session, messages, head, fork) {
  const rows = placed(messages);
  const at = new Map(rows.map((row, index) => [row.message.id, { ...row, index }]));
  const x = column => 12 + column * COLUMN;
  const y = index => index * ROW + ROW / 2;
  const width = x(Math.max(...rows.map(row => row.column))) + 18;
  const edges = rows.filter(row => row.parent && at.has(row.parent)).map(row => {
    const from = at.get(row.parent);
    const to = at.get(row.message.id);
    const bend = y(to.index) - ROW / 2;
    return svg('path', { class: row.message.in_conversation ? 'edge current' : 'edge',
      d: from.column === to.column ? `M${x(from.column)} ${y(from.index)}V${y(to.index)}`
        : `M${x(from.column)} ${y(from.index)}V${bend - 8}Q${x(from.column)} ${bend} ${x(from.column) + 8} ${bend}H${
          x(to.column) - 8}Q${x(to.column)} ${bend} ${x(to.column)} ${bend + 8}V${y(to.index)}` });
  });
  const dots = rows.map((row, index) => svg('circle', { cx: x(row.column), cy: y(index), r: row.message.id === head ? 7 : 5,
    class: row.message.in_conversation ? 'dot current' : 'dot' }));
  return h('div', { class: 'branches' },
    svg('svg', { width, height: rows.length * ROW, 'aria-hidden': 'true' }, edges, dots),
    h('ol', {}, rows.map(({ message }) => h('li', { class: message.in_conversation ? '' : 'aside' },
      h('span', { class: message.role === 'user' ? 'tag accent' : 'tag' }, message.role === 'user' ? message.user_id ?? 'User' : 'Agent'),
      h('a', { href: `#/playground/${encodeURIComponent(session)}/${encodeURIComponent(message.id)}`,
        'aria-label': `${message.in_conversation ? '' : 'Other branch: '}${clipped(textOf(message.content), 120)}` },
      clipped(textOf(message.content), 160) || 'A picture'),
      h('span', { class: 'small muted', title: when(message.timestamp) }, ago(message.timestamp)),
      h('button', { class: 'button quiet tiny', type: 'button', onclick: () => fork(message.id),
        'aria-label': 'Copy the session up to here' }, 'Copy')))));
}

/**
 * Returns the rows, each below its parent: of what follows a message, the conversation, or the newest, comes last and keeps the column;
 * all others begin columns of their own.
 */
function placed(messages) {
  const spoken = messages.filter(message => message.role === 'user' || textOf(message.content) && message.role !== 'tool');
  const byId = new Map(messages.map(message => [message.id, message]));
  const isSpoken = new Set(spoken.map(message => message.id));
  const children = new Map();
  for (const message of spoken) {
    let parent = message.parent_id;
    while (parent && !isSpoken.has(parent)) {
      parent = byId.get(parent)?.parent_id;
    }
    children.set(parent ?? null, [...children.get(parent ?? null) ?? [], message]);
  }
  const rows = [];
  let columns = 0;
  const column = new Map();
  const open = following(null);

  /** What is pushed last is placed first. */
  function following(parent) {
    const all = children.get(parent) ?? [];
    const main = all.find(child => child.in_conversation) ?? all.at(-1);
    const others = all.filter(child => child !== main).reverse();
    return all.length === 0 ? [] : [{ message: main, parent, fresh: false },
      ...others.map(child => ({ message: child, parent, fresh: true }))];
  }

  while (open.length > 0) {
    const { message, parent, fresh } = open.pop();
    const own = fresh ? ++columns : column.get(parent) ?? 0;
    column.set(message.id, own);
    rows.push({ message, parent, column: own });
    open.push(...following(message.id));
  }
  return rows;
}
