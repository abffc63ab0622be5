import { call, withQuery } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { ago, duration, moment, when } from '../format.js';
import { openRun } from '../runs/one.js';
import { statusTag } from '../runs/status.js';
import { noticeOf } from '../ui/notice.js';
import { poll } from '../ui/poll.js';

const SECONDS = 3;
const ACTIVE = ['queued', 'running', 'waiting_for_approval', 'stopping'];

/** Opens the list, or with an id the run. */
export async function open(main, [id]) {
  return id ? openRun(main, id) : openList(main);
}

function openList(main) {
  const slot = h('div', { class: 'stack' });
  let limit = 20;
  let shown = '';
  fill(main, h('header', {}, h('div', {}, h('h1', {}, 'Runs'),
    h('p', { class: 'lead' }, 'Each answer is a run. Open one to see what it did and how long that took.'))), slot);

  async function load() {
    const page = await call('GET', withQuery('v1/runs', { limit }));
    const text = JSON.stringify(page);
    if (text !== shown) {
      shown = text;
      draw(page);
    }
  }

  function draw({ data, has_more: more }) {
    if (data.length === 0) {
      fill(slot, h('div', { class: 'empty' }, h('h2', {}, 'No runs yet'),
        h('p', {}, 'They appear here while they run, and for a day after they have ended.'),
        h('a', { class: 'button primary', href: '#/playground' }, 'Start one in the Playground')));
      return;
    }
    const active = data.filter(run => ACTIVE.includes(run.status)).length;
    fill(slot, h('p', { class: 'muted', role: 'status' }, active === 0 ? 'None is active.' : `${active} active.`), table(data),
      more && limit < 100 ? h('button', { class: 'button', type: 'button', onclick: () => { limit = 100; load().catch(noticeOf); } },
        'Show more') : null);
  }

  return poll(load, SECONDS, fault => { shown = ''; fill(slot, problem(fault, load)); });
}

function table(runs) {
  return h('div', { class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': 'Runs' }, h('table', {},
    h('thead', {}, h('tr', {}, ['Status', 'Run', 'Session', 'By', 'Begun'].map(name => h('th', { scope: 'col' }, name)),
      h('th', { scope: 'col', class: 'number' }, 'Took'))),
    h('tbody', {}, runs.map(run => h('tr', {}, h('td', {}, statusTag(run.status)),
      h('td', {}, h('a', { href: `#/runs/${run.run_id}`, class: 'mono' }, run.run_id.slice(0, 16)), ' ',
        h('span', { class: 'small muted' }, run.model)),
      h('td', { class: 'clip' }, h('a', { href: `#/playground/${encodeURIComponent(run.session_id)}` }, run.session_id)),
      h('td', {}, run.source), h('td', { title: when(run.created_at) }, ago(run.created_at)),
      h('td', { class: 'number' }, took(run)))))));
}

function took(run) {
  const end = ACTIVE.includes(run.status) ? Date.now() / 1000 : run.updated_at;
  return moment(run.created_at) ? duration(Math.max(0, end - run.created_at)) : '–';
}
