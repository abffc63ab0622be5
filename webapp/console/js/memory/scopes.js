import { call, withQuery } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { ago, bytes, count, when } from '../format.js';
import { noticeOf } from '../ui/notice.js';

/** Returns the list of all memory scopes, which is read when it is opened. */
export function scopesView() {
  const body = h('tbody');
  const more = h('button', { class: 'button', type: 'button', hidden: true, onclick: () => load().catch(noticeOf) }, 'Show more');
  const slot = h('div', { class: 'stack' });
  let after = null;
  const details = h('details', { ontoggle: () => details.open && after === null && load().catch(fault => fill(slot, problem(fault))) },
    h('summary', {}, 'All memory scopes of this server'),
    h('p', { class: 'small muted' }, 'A scope is stored under a hash, so whose it is cannot be read from it.'), slot);

  async function load() {
    const page = await call('GET', withQuery('api/scopes', { limit: 20, after }));
    after = page.last_id;
    body.append(...page.data.map(row));
    more.hidden = !page.has_more;
    fill(slot, h('div', { class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': 'Memory scopes' }, h('table', {},
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Scope'), h('th', { scope: 'col' }, 'Tenant'),
        ...['Memories', 'Sessions', 'Size'].map(name => h('th', { scope: 'col', class: 'number' }, name)),
        h('th', { scope: 'col' }, 'Last used'))), body)), more);
  }
  return details;
}

function row(scope) {
  return h('tr', {}, h('td', { class: 'mono', title: scope.scope }, `${scope.scope.slice(0, 12)}…`), h('td', {}, scope.tenant),
    h('td', { class: 'number' }, count(scope.items)), h('td', { class: 'number' }, count(scope.sessions)),
    h('td', { class: 'number' }, bytes(scope.bytes)), h('td', { title: when(scope.last_used_at) }, ago(scope.last_used_at)));
}
