import { account } from '../account.js';
import { call, send, withQuery } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { count, counted } from '../format.js';
import { importFile } from '../memory/import.js';
import { itemView } from '../memory/item.js';
import { profileView } from '../memory/profile.js';
import { scopesView } from '../memory/scopes.js';
import { scope } from '../scope.js';
import { confirmed } from '../ui/dialog.js';
import { notice, noticeOf, save } from '../ui/notice.js';
import { memoryField } from '../ui/scope-bar.js';

const PAGE = 20;

export async function open(main) {
  const page = new Memory(main);
  await page.load();
}

class Memory {
  #after = null;
  /** What was asked for last: answers to anything before it come too late to be shown. */
  #asked = 0;

  constructor(main) {
    this.profile = h('div');
    this.found = h('div', { class: 'stack', 'aria-live': 'polite' });
    this.query = h('input', { type: 'search', name: 'query', placeholder: 'Search by words or meaning', 'aria-label': 'Search memory' });
    this.role = h('select', { 'aria-label': 'Said by', onchange: () => this.#show() }, h('option', { value: '' }, 'Said by anybody'),
      h('option', { value: 'user' }, 'Said by users'), h('option', { value: 'assistant' }, 'Said by the agent'));
    const form = h('form', { class: 'row', role: 'search', onsubmit: event => { event.preventDefault(); this.#show(); } },
      h('div', { class: 'grow' }, this.query), this.role, h('button', { class: 'button primary', type: 'submit' }, 'Search'));
    this.role.style.width = 'auto';
    fill(main,
      h('header', {}, h('div', {}, h('h1', {}, 'Memory'),
        h('p', { class: 'lead' }, 'What has been said and is known in all sessions of one person. Correct or delete it here.')),
      h('div', { class: 'row actions' },
        h('button', { class: 'button', type: 'button', onclick: () => this.#import() }, 'Import'),
        h('button', { class: 'button', type: 'button', onclick: event => this.#export(event.target) }, 'Export'),
        h('button', { class: 'button danger', type: 'button', onclick: () => this.#forget() }, 'Forget everything'))),
      h('div', { class: 'stack' }, h('div', { class: 'narrow' }, memoryField(() => this.load())), this.profile, form, this.found,
        account.isAdmin() && account.can('GET', '/api/scopes') ? scopesView() : null));
  }

  async load() {
    if (!scope.key()) {
      fill(this.profile);
      fill(this.found, h('div', { class: 'empty' }, h('h2', {}, 'Whose memory?'),
        h('p', {}, 'Fill in the name above, the same that the client sends as X-Hermes-Session-Key.')));
      return;
    }
    await Promise.all([this.#show(), this.#profile()]);
  }

  async #profile() {
    const name = scope.key();
    try {
      const profile = await call('GET', 'v1/memory/profile', { headers: scope.memoryHeaders() });
      if (name === scope.key()) {
        fill(this.profile, profileView(profile, () => this.load()));
      }
    } catch (fault) {
      fill(this.profile, problem(fault, () => this.#profile()));
    }
  }

  async #show() {
    this.#after = null;
    const asked = ++this.#asked;
    try {
      const shown = await (this.query.value.trim() ? this.#search() : this.#list());
      if (asked === this.#asked) {
        fill(this.found, shown);
      }
    } catch (fault) {
      fill(this.found, problem(fault, () => this.#show()));
    }
  }

  async #search() {
    const body = { query: this.query.value.trim(), limit: PAGE, ...(this.role.value ? { role: this.role.value } : {}) };
    const { data } = await call('POST', 'v1/memory/search', { headers: scope.memoryHeaders(), body });
    const best = Math.max(...data.map(item => item.score), 0.001);
    return data.length === 0
      ? h('div', { class: 'empty' }, h('h2', {}, 'Nothing fits'), h('p', {}, 'Try other words, or fewer of them.'))
      : [h('h2', {}, `${counted(data.length, 'memory', 'memories')}, the best first`),
        h('ul', { class: 'items' }, data.map(item => itemView(item, { best, changed: () => this.load() })))];
  }

  async #list() {
    const page = await this.#page();
    if (page.data.length === 0) {
      return this.role.value ? h('p', { class: 'muted' }, 'Nothing has been said by them.') : empty();
    }
    const list = h('ul', { class: 'items' }, page.data.map(item => this.#item(item)));
    const more = h('button', { class: 'button', type: 'button', hidden: !page.has_more, onclick: () => next().catch(noticeOf) },
      'Show more');
    const next = async () => {
      const following = await this.#page();
      list.append(...following.data.map(item => this.#item(item)));
      more.hidden = !following.has_more;
    };
    return [h('h2', {}, 'Everything, the newest first'), list, more];
  }

  async #page() {
    const page = await call('GET', withQuery('v1/memory/items', { limit: PAGE, after: this.#after, role: this.role.value }),
      { headers: scope.memoryHeaders() });
    this.#after = page.last_id;
    return page;
  }

  #item(item) {
    return itemView(item, { changed: () => this.load() });
  }

  async #import() {
    if (await importFile()) {
      await this.load();
    }
  }

  async #export(button) {
    button.disabled = true;
    try {
      const response = await send('GET', 'v1/memory/export', { headers: scope.memoryHeaders() });
      const reader = response.body.getReader();
      const parts = [];
      let size = 0;
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        parts.push(piece.value);
        size += piece.value.length;
        button.textContent = `${count(Math.round(size / 1000))} kB`;
      }
      save(`memory-${scope.key().replace(/[^\w.-]+/g, '-')}.jsonl`, new Blob(parts, { type: 'application/jsonl' }));
      notice('Memory has been exported.');
    } catch (fault) {
      noticeOf(fault);
    } finally {
      button.disabled = false;
      button.textContent = 'Export';
    }
  }

  async #forget() {
    const done = await confirmed(`Forget everything about ${scope.key()}?`,
      'All memories and the runs that used them are deleted at once and cannot be brought back. Transcripts stay in Sessions.',
      'Forget everything', async () => {
        const { items, remains } = await call('DELETE', 'v1/memory', { headers: scope.memoryHeaders() });
        notice([`${counted(items, 'memory', 'memories')} forgotten.`, ...remains].join(' '));
      });
    if (done) {
      await this.load();
    }
  }
}

function empty() {
  return h('div', { class: 'empty' }, h('h2', {}, 'Nothing is remembered yet'),
    h('p', {}, 'Memory grows by itself: whatever is said in a conversation with this name is kept, with who said it and when.'),
    h('div', { class: 'row' }, h('a', { class: 'button primary', href: '#/playground' }, 'Tell the agent something'),
      h('span', { class: 'muted' }, 'or import what was said elsewhere.')));
}
