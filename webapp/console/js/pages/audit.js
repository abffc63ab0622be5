import { call, withQuery } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { when } from '../format.js';
import { noticeOf } from '../ui/notice.js';

const PAGE = 50;

/** Opens the page: who has changed what, the newest first. */
export async function open(main) {
  const actor = h('input', { placeholder: 'Any key', 'aria-label': 'Name of the key', spellcheck: false });
  const action = h('input', { placeholder: 'Any action, such as key.create', 'aria-label': 'Action', spellcheck: false });
  const slot = h('div', { class: 'stack' });
  const form = h('form', { class: 'row', role: 'search', onsubmit: event => { event.preventDefault(); show(); } },
    h('div', { class: 'grow' }, actor), h('div', { class: 'grow' }, action),
    h('button', { class: 'button primary', type: 'submit' }, 'Filter'));
  fill(main, h('header', {}, h('div', {}, h('h1', {}, 'Audit'),
    h('p', { class: 'lead' }, 'Who has changed what with which key. It can be read but not changed.'))),
  h('div', { class: 'stack' }, form, slot));

  function page(after) {
    return call('GET', withQuery('api/audit', { limit: PAGE, after, actor: actor.value.trim(), action: action.value.trim() }));
  }

  async function show() {
    try {
      let last = await page(null);
      if (last.data.length === 0) {
        fill(slot, h('div', { class: 'empty' }, h('h2', {}, 'Nothing to show'),
          h('p', {}, 'Changes of keys, memory and sessions by administrators and users appear here.')));
        return;
      }
      const body = h('tbody', {}, last.data.map(row));
      const more = h('button', { class: 'button', type: 'button', hidden: !last.has_more, onclick: () => next().catch(noticeOf) },
        'Show more');
      const next = async () => {
        last = await page(last.last_id);
        body.append(...last.data.map(row));
        more.hidden = !last.has_more;
      };
      fill(slot, h('div', { class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': 'Audit trail' }, h('table', {},
        h('thead', {}, h('tr', {}, ['When', 'Key', 'Action', 'On', 'Tenant', 'Result'].map(name => h('th', { scope: 'col' }, name)))),
        body)), more);
    } catch (fault) {
      fill(slot, problem(fault, show));
    }
  }

  await show();
}

function row(event) {
  return h('tr', {}, h('td', { title: event.at }, when(event.at)),
    h('td', {}, event.actor_tenant && event.actor_tenant !== event.tenant ? `${event.actor_tenant}/${event.actor}` : event.actor),
    h('td', { class: 'mono' }, event.action), h('td', { class: 'clip', title: event.target ?? '' }, event.target ?? '–'),
    h('td', {}, event.tenant), h('td', {}, h('span', { class: event.result === 'ok' ? 'tag good' : 'tag bad',
      title: event.request_id ? `Request ${event.request_id}` : '' }, event.result)));
}
