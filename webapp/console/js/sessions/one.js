import { call } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { counted, when } from '../format.js';
import { ask, field } from '../ui/dialog.js';
import { notice, noticeOf, save } from '../ui/notice.js';
import { branches } from './branches.js';

/** Opens one session: what is known of it, and its messages as a tree. */
export async function openSession(main, id) {
  const path = `api/sessions/${encodeURIComponent(id)}`;
  const slot = h('div', { class: 'stack' });

  async function load() {
    try {
      const { session } = await call('GET', path);
      const { data, head } = await call('GET', `${path}/messages?branches=all`);
      draw(session, data, head);
    } catch (fault) {
      fill(main, h('header', {}, h('h1', {}, 'Session')), problem(fault, load));
    }
  }

  function draw(session, messages, head) {
    const button = (label, onclick, kind = '') => h('button', { class: `button ${kind}`, type: 'button', onclick }, label);
    const ends = messages.filter(message => !messages.some(other => other.parent_id === message.id)).length;
    const facts = { Session: h('span', { class: 'mono' }, session.id), Begun: when(session.started_at), By: session.source,
      User: session.user_id, Tokens: `${session.input_tokens} in, ${session.output_tokens} out`,
      'Ended because': session.end_reason };
    fill(slot, h('dl', { class: 'facts card' }, Object.entries(facts).filter(([, value]) => value)
      .map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
    h('section', { class: 'card' }, h('header', {}, h('h2', {}, 'Branches'),
      h('span', { class: 'muted' }, `${counted(messages.length, 'message')}, ${counted(Math.max(ends, 1), 'branch', 'branches')}`)),
    messages.length === 0 ? h('p', { class: 'muted' }, 'Nothing has been said here yet.') : branches(session.id, messages, head, fork)));
    fill(main, h('header', {}, h('div', {}, h('p', { class: 'small' }, h('a', { href: '#/sessions' }, 'Sessions')),
      h('h1', {}, session.title || session.preview || 'Session')),
    h('div', { class: 'row actions' }, h('a', { class: 'button primary', href: `#/playground/${encodeURIComponent(id)}` }, 'Continue'),
      button('Rename', () => rename(session)), button('Copy', () => fork(null)), button('Export', exported),
      button('Delete', remove, 'danger'))), slot);
  }

  async function rename(session) {
    const title = h('input', { value: session.title ?? '', maxLength: 100 });
    if (await ask({ title: 'Rename the session', content: [field('Title', title)],
      action: () => call('PATCH', path, { body: { title: title.value } }) })) {
      await load();
    }
  }

  async function fork(message) {
    try {
      const { session } = await call('POST', `${path}/fork`, { body: message ? { message } : {} });
      notice('Copied.');
      location.hash = `#/sessions/${encodeURIComponent(session.id)}`;
    } catch (fault) {
      noticeOf(fault);
    }
  }

  async function exported() {
    try {
      const whole = await call('GET', `${path}/export`);
      save(`session-${id.replace(/[^\w.-]+/g, '-')}.json`, new Blob([JSON.stringify(whole, null, 2)], { type: 'application/json' }));
    } catch (fault) {
      noticeOf(fault);
    }
  }

  async function remove() {
    const all = h('input', { type: 'checkbox', id: 'forget-too' });
    const done = await ask({ title: 'Delete this session?', confirm: 'Delete', danger: true, content: [
      h('p', {}, 'Its messages are deleted and cannot be brought back.'),
      h('span', { class: 'row' }, all, h('label', { htmlFor: 'forget-too' }, 'Also forget what memory has learned from it'))],
    action: () => call('DELETE', all.checked ? `${path}?memory=true` : path) });
    if (done) {
      notice('The session has been deleted.');
      location.hash = '#/sessions';
    }
  }

  await load();
}
