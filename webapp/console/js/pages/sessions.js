import { call, withQuery } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { ago, count, counted, when } from '../format.js';
import { scope } from '../scope.js';
import { openSession } from '../sessions/one.js';
import { noticeOf } from '../ui/notice.js';

const PAGE = 30;

/** Opens the list, or with an id the session. */
export function open(main, [id]) {
  return id ? openSession(main, id) : openList(main);
}

async function openList(main) {
  const query = h('input', { type: 'search', placeholder: 'Search in titles and in what was said', 'aria-label': 'Search sessions' });
  const form = h('form', { class: 'row', role: 'search', onsubmit: event => { event.preventDefault(); show(); } },
    h('div', { class: 'grow' }, query), h('button', { class: 'button primary', type: 'submit' }, 'Search'));
  const slot = h('div', { class: 'stack' });
  fill(main, h('header', {}, h('div', {}, h('h1', {}, 'Sessions'),
    h('p', { class: 'lead' }, 'Each is one conversation, with all its branches. What memory keeps of it is under Memory.')),
  h('div', { class: 'row actions' }, h('button', { class: 'button', type: 'button', onclick: () => {
    scope.rotate();
    location.hash = '#/playground';
  } }, 'New session'))), h('div', { class: 'stack' }, form, slot));

  async function show() {
    try {
      const page = await load(0);
      if (page.data.length === 0) {
        fill(slot, empty(query.value));
        return;
      }
      const list = h('ul', { class: 'items' }, page.data.map(row));
      const more = h('button', { class: 'button', type: 'button', hidden: !page.has_more, onclick: () => next().catch(noticeOf) },
        'Show more');
      const next = async () => {
        const following = await load(list.children.length);
        list.append(...following.data.map(row));
        more.hidden = !following.has_more;
      };
      fill(slot, list, more);
    } catch (fault) {
      fill(slot, problem(fault, show));
    }
  }

  function load(offset) {
    return call('GET', withQuery('api/sessions', { limit: PAGE, offset, q: query.value.trim() }));
  }

  await show();
}

function row(session) {
  return h('li', { class: 'card item' },
    h('h2', {}, h('a', { href: `#/sessions/${encodeURIComponent(session.id)}` }, session.title || session.preview || session.id)),
    h('div', { class: 'meta' }, h('span', { class: 'mono' }, session.id), h('span', { class: 'tag' }, session.source),
      h('span', {}, counted(session.message_count, 'message')),
      h('span', {}, `${count(session.input_tokens + session.output_tokens)} tokens`),
      h('span', { title: when(session.last_active) }, ago(session.last_active)),
      session.user_id ? h('span', {}, session.user_id) : null,
      session.parent_session_id ? h('span', {}, 'copied from ', h('a',
        { href: `#/sessions/${encodeURIComponent(session.parent_session_id)}` }, session.parent_session_id)) : null,
      h('a', { href: `#/playground/${encodeURIComponent(session.id)}` }, 'Continue')));
}

function empty(searched) {
  return searched ? h('div', { class: 'empty' }, h('h2', {}, 'Nothing fits'), h('p', {}, 'Try other words.'))
    : h('div', { class: 'empty' }, h('h2', {}, 'No sessions yet'),
      h('p', {}, 'A session begins with its first message, whichever client sends it.'),
      h('a', { class: 'button primary', href: '#/playground' }, 'Begin one'));
}
