import { call, withQuery } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { ago, counted, when } from '../format.js';
import { confirmed } from '../ui/dialog.js';
import { notice, noticeOf } from '../ui/notice.js';
import { poll } from '../ui/poll.js';

const SECONDS = 5;

export function open(main) {
  const slot = h('div', { class: 'stack' });
  let shown = '';
  fill(main, h('header', {}, h('div', {}, h('h1', {}, 'Outbox'),
    h('p', { class: 'lead' }, 'What is on its way to an external memory. Deliveries that were rejected wait here for a decision.'))), slot);

  async function load() {
    const page = await call('GET', withQuery('api/outbox', { limit: 50 }));
    if (JSON.stringify(page) !== shown) {
      shown = JSON.stringify(page);
      draw(page);
    }
  }

  function draw({ data, destinations }) {
    if (data.length === 0) {
      fill(slot, h('div', { class: 'empty' }, h('h2', {}, 'Nothing waits'), h('p', {},
        'Everything has been delivered. With the built-in memory there is nothing to deliver: it is stored with each turn.')));
      return;
    }
    fill(slot, destinations.map(destination => h('p', {}, h('strong', {}, destination.name), ': ',
      `${counted(destination.waiting, 'delivery', 'deliveries')} waiting, ${destination.parked} rejected, the oldest ${
        ago(destination.oldest_at)}.`)),
    h('div', { class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': 'Deliveries' }, h('table', {},
      h('thead', {}, h('tr', {}, ['State', 'Delivery', 'To', 'Attempts', 'Reason', 'Since'].map(name => h('th', { scope: 'col' }, name)),
        h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Actions')))),
      h('tbody', {}, data.map(row)))));
  }

  function row(delivery) {
    const path = `api/outbox/${encodeURIComponent(delivery.id)}`;
    return h('tr', {}, h('td', {}, h('span', { class: delivery.state === 'parked' ? 'tag bad' : 'tag busy' },
      delivery.state === 'parked' ? 'Rejected' : 'Waiting')), h('td', { class: 'mono' }, delivery.id), h('td', {}, delivery.destination),
    h('td', { class: 'number' }, delivery.attempts), h('td', {}, delivery.reason ?? '–'),
    h('td', { title: when(delivery.created_at) }, ago(delivery.created_at)),
    h('td', {}, h('div', { class: 'row' },
      h('button', { class: 'button quiet tiny', type: 'button', 'aria-label': `Send ${delivery.id} again`, onclick: () =>
        call('POST', `${path}/resend`, { body: {} }).then(() => { notice('It is sent again.'); return load(); }).catch(noticeOf) },
      'Send again'),
      h('button', { class: 'button quiet tiny', type: 'button', 'aria-label': `Delete ${delivery.id}`, onclick: async () => {
        if (await confirmed('Delete this delivery?', 'The external memory will never learn what is in it.', 'Delete',
          () => call('DELETE', path))) {
          await load().catch(noticeOf);
        }
      } }, 'Delete'))));
  }

  return poll(load, SECONDS, fault => { shown = ''; fill(slot, problem(fault, load)); });
}
