import { call } from '../api.js';
import { Answer } from '../chat/answer.js';
import * as runs from '../chat/run.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { count, duration, when } from '../format.js';
import { confirmed } from '../ui/dialog.js';
import { noticeOf } from '../ui/notice.js';
import { statusTag } from './status.js';
import { timeline } from './timeline.js';

const LONGEST_PAUSE = 1500;

/** Opens one run: its state, its timeline, and what it said, as it comes. Returns how to leave it. */
export function openRun(main, id) {
  const leaving = new AbortController();
  const page = new RunPage(main, id, leaving.signal);
  page.start();
  return () => leaving.abort();
}

class RunPage {
  #events = [];
  #state = null;
  #due = 0;

  constructor(main, id, signal) {
    this.id = id;
    this.signal = signal;
    this.facts = h('div');
    this.picture = h('figure', { class: 'card' });
    this.said = h('div', { class: 'card' });
    this.log = h('details', {}, h('summary', {}, 'All events'), h('pre', { class: 'code', tabIndex: 0 }));
    this.status = h('span');
    this.stop = h('button', { class: 'button danger', type: 'button', hidden: true, onclick: () => runs.stop(id).catch(noticeOf) }, 'Stop');
    this.again = h('button', { class: 'button', type: 'button', hidden: true, onclick: () => this.#replay() }, 'Replay');
    this.remove = h('button', { class: 'button quiet', type: 'button', hidden: true, onclick: () => this.#delete() }, 'Delete');
    fill(main, h('header', {}, h('div', {}, h('p', { class: 'small' }, h('a', { href: '#/runs' }, 'Runs')),
      h('h1', {}, 'Run ', h('span', { class: 'mono' }, id.slice(0, 16)))), this.status,
    h('div', { class: 'row actions' }, this.remove, this.again, this.stop)),
    h('div', { class: 'stack' }, this.facts, this.picture, this.said, this.log));
  }

  async start() {
    try {
      await this.#read();
      this.#show();
      await runs.follow(this.id, event => this.#take(event), { signal: this.signal, lost: fault => this.answer.lost(fault) });
      if (!this.signal.aborted) {
        await this.#read();
      }
    } catch (fault) {
      if (!this.signal.aborted) {
        fill(this.said, problem(fault));
      }
    }
  }

  async #read() {
    this.#state = await call('GET', `v1/runs/${encodeURIComponent(this.id)}`);
    const active = this.#isActive();
    fill(this.status, statusTag(this.#state.status));
    this.stop.hidden = !active;
    this.again.hidden = active;
    this.remove.hidden = active;
    const usage = this.#state.usage;
    const facts = { Session: h('a', { href: `#/playground/${encodeURIComponent(this.#state.session_id)}` }, this.#state.session_id),
      Agent: this.#state.model, Begun: when(this.#state.created_at),
      Took: active ? null : duration(this.#state.updated_at - this.#state.created_at),
      Tokens: usage ? `${count(usage.input_tokens)} in, ${count(usage.output_tokens)} out` : null, Error: this.#state.error };
    fill(this.facts, h('dl', { class: 'facts card' }, Object.entries(facts).filter(([, value]) => value)
      .map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])));
    this.#draw();
  }

  #isActive() {
    return !['completed', 'failed', 'cancelled'].includes(this.#state.status);
  }

  #show() {
    this.answer = new Answer(this.#state.model, '', this.id);
    fill(this.said, this.answer.element);
  }

  #take(event) {
    this.#events.push(event);
    this.answer.apply(event);
    this.#later();
    if (event.event.startsWith('approval.')) {
      this.#read().catch(noticeOf);
    }
  }

  #later() {
    this.#due ||= requestAnimationFrame(() => {
      this.#due = 0;
      this.#draw();
    });
  }

  #draw() {
    fill(this.picture, timeline(this.#state, this.#events));
    this.log.lastChild.textContent = this.#events.map(event => JSON.stringify(event)).join('\n');
  }

  /** Shows the events again in the time that they took, long pauses cut. */
  async #replay() {
    this.again.disabled = true;
    const events = this.#events.slice();
    this.#show();
    let before = events[0]?.timestamp ?? 0;
    for (const event of events) {
      const wait = Math.min(LONGEST_PAUSE, (event.timestamp - before) * 1000);
      if (wait > 15) {
        await new Promise(resolve => setTimeout(resolve, wait));
      }
      if (this.signal.aborted) {
        return;
      }
      before = event.timestamp;
      this.answer.apply(event);
    }
    this.again.disabled = false;
  }

  async #delete() {
    if (await confirmed('Delete this run?', 'Its events are deleted. What was said stays in its session.', 'Delete',
      () => call('DELETE', `v1/runs/${encodeURIComponent(this.id)}`))) {
      location.hash = '#/runs';
    }
  }
}
