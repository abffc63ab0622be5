import { account } from '../account.js';
import { call } from '../api.js';
import { Answer } from '../chat/answer.js';
import { composer } from '../chat/composer.js';
import { pending } from '../chat/pending.js';
import * as runs from '../chat/run.js';
import { settings } from '../chat/settings.js';
import { Transcript, picturesOf, textOf } from '../chat/transcript.js';
import { question, switcher } from '../chat/turn.js';
import { showCurl } from '../chat/raw.js';
import { nextSteps, welcome } from '../chat/welcome.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { scope } from '../scope.js';
import { ask, field } from '../ui/dialog.js';
import { copy, notice, noticeOf } from '../ui/notice.js';

/** Opens the page; `#/playground/SESSION/MESSAGE` shows that branch. The session is the tab's from then on, not the address's. */
export async function open(main, [session, message]) {
  if (session) {
    history.replaceState(null, '', '#/playground');
    if (session !== scope.session()) {
      scope.setSession(session);
    }
  }
  const page = new Playground(main);
  await page.load();
  if (message) {
    page.choose({ id: message });
  }
  return () => page.close();
}

class Playground {
  #transcript = new Transcript();
  #live = null;
  /** Done once what the last answer left behind has been read. */
  #settled = Promise.resolve();
  #leaving = new AbortController();
  #requests = new Map();
  #recalls = new Map();

  constructor(main) {
    this.list = h('section', { class: 'conversation', 'aria-label': 'Conversation' });
    this.spoken = h('p', { class: 'visually-hidden', role: 'status' });
    this.composer = composer({ send: (text, pictures) => this.#written(text, pictures), stop: () => this.#stop() });
    this.settings = settings({ changed: () => this.load(), rotate: () => this.#rotate() });
    fill(main, h('header', {}, h('div', {}, h('h1', {}, 'Playground'))), this.settings.element,
      this.list, this.spoken, this.composer.element);
    main.classList.add('playground');
  }

  /** Reads the session, and joins the run that this tab was waiting for. */
  async load() {
    this.#live?.cancel.abort();
    this.#live = null;
    this.composer.busy = false;
    this.settings.refresh();
    try {
      this.#transcript = await read();
      this.#draw();
    } catch (fault) {
      fill(this.list, problem(fault, () => this.load()));
      return;
    }
    const waiting = pending.get();
    if (waiting?.session === scope.session()) {
      this.#join(waiting);
    }
    if (matchMedia('(min-width: 821px)').matches) {
      this.composer.focus();
    }
  }

  close() {
    this.#leaving.abort();
    this.#live?.cancel.abort();
  }

  choose(message) {
    this.#transcript.select(message.id);
    this.#draw();
  }

  #rotate() {
    scope.rotate();
    pending.forget();
    notice('A new session has begun. Memory stays.');
    this.load();
  }

  #draw() {
    const transcript = this.#transcript;
    if (transcript.path.length === 0) {
      fill(this.list, welcome(text => this.composer.put(text)));
      return;
    }
    fill(this.list, transcript.turns().map(turn => this.#turn(turn)));
    this.#toEnd();
  }

  #turn({ user, answer }) {
    const choose = this.#live ? null : message => this.choose(message);
    const parts = [];
    if (user) {
      parts.push(question(user, { siblings: this.#transcript.siblings(user), choose, edit: () => this.#edit(user) }));
    }
    if (answer.length > 0) {
      const view = Answer.of(account.agent(), user ? textOf(user.content) : '', answer);
      const known = this.#recalls.get(view.run);
      if (known) {
        view.apply(known);
      }
      this.#actions(view, user, answer[0], choose);
      parts.push(view.element);
    }
    return h('div', { class: 'turn' }, parts);
  }

  #actions(view, user, first, choose) {
    const button = (label, onclick) => h('button', { class: 'button quiet tiny', type: 'button', onclick }, label);
    fill(view.actions,
      first ? switcher(this.#transcript.siblings(first), first, choose, 'Answer') : null,
      button('Copy', () => copy(view.text, 'Answer')),
      user ? button('Regenerate', () => this.#send(user.content, user.parent_id ?? null)) : null,
      view.run && !this.#recalls.has(view.run) && !this.#requests.has(view.run) && account.can('GET', '/v1/runs/{run_id}/events')
        ? button('What was recalled?', event => this.#recall(view, event.target)) : null,
      view.run && this.#requests.has(view.run) ? button('As curl', () => showCurl(this.#requests.get(view.run))) : null,
      view.run && account.can('GET', '/v1/runs/{run_id}') ? h('a', { class: 'button quiet tiny', href: `#/runs/${view.run}` }, 'Timeline')
        : null);
  }

  /** Reads from an earlier run what was recalled for its answer: that comes before anything else it tells. */
  async #recall(view, asked) {
    asked.disabled = true;
    const enough = new AbortController();
    try {
      await runs.follow(view.run, event => {
        if (event.event === 'memory.recalled') {
          this.#recalls.set(view.run, event);
          view.apply(event);
        }
        enough.abort();
      }, { signal: AbortSignal.any([enough.signal, this.#leaving.signal]) });
      if (this.#recalls.has(view.run)) {
        asked.remove();
      } else {
        notice('Nothing is known to have been recalled for this answer.');
      }
    } catch (fault) {
      noticeOf(fault);
    }
  }

  #written(text, pictures) {
    if (text === '/new') {
      this.#rotate();
      return true;
    }
    if (this.#live && !this.#live.view.ended) {
      if (!text || !this.#live.run) {
        return false;
      }
      runs.steer(this.#live.run, text).catch(noticeOf);
      return true;
    }
    const parts = pictures.map(url => ({ type: 'image_url', image_url: { url } }));
    const content = parts.length ? [...(text ? [{ type: 'text', text }] : []), ...parts] : text;
    this.#settled.then(() => this.#send(content, this.#transcript.tip));
    return true;
  }

  async #edit(user) {
    const input = h('textarea', { name: 'text', rows: 5, value: textOf(user.content) });
    await ask({ title: 'Edit the message', confirm: 'Send', content: [field('Message', input,
      'The conversation goes on from here as a new branch. The other one stays.')], action: () => {
      const pictures = picturesOf(user.content).map(url => ({ type: 'image_url', image_url: { url } }));
      const text = input.value.trim();
      this.#send(pictures.length ? [{ type: 'text', text }, ...pictures] : text, user.parent_id ?? null);
      return true;
    } });
  }

  /** @param parent the id of the message after which this one stands; null to begin with it */
  async #send(content, parent) {
    if (this.#live) {
      notice('Wait for the answer, or stop it first.');
      return;
    }
    const transcript = this.#transcript;
    const history = account.hasKey() && parent === transcript.head ? null : parent ? transcript.history(parent) : [];
    const input = typeof content === 'string' ? content : [{ role: 'user', content }];
    const request = runs.startRequest({ input, agent: this.settings.agent(), history,
      headers: { ...scope.turnHeaders(), ...this.settings.headers() } });
    const view = this.#begin(content, parent);
    try {
      const run = await runs.start(request);
      this.#requests.set(run, request);
      const waiting = { run, session: scope.session(), parent, content: typeof content === 'string' ? content : textOf(content) };
      pending.set(waiting);
      await this.#follow(view, waiting, content);
    } catch (fault) {
      view.fail(fault);
      this.#over();
    }
  }

  /** Shows the message and an answer that waits, below the message's parent. */
  #begin(content, parent) {
    const before = this.#transcript.path.findIndex(message => message.id === parent);
    const kept = this.#transcript.path.slice(0, before + 1).filter(message => message.role === 'user').length;
    const shown = [...this.list.querySelectorAll('.turn')].slice(0, kept);
    const view = new Answer(account.agent(), textOf(content), null);
    fill(this.list, shown, h('div', { class: 'turn' }, question({ content }, {}), view.element));
    this.#live = { view, run: null, cancel: new AbortController() };
    this.composer.busy = true;
    this.spoken.textContent = 'The agent is answering.';
    this.#toEnd();
    return view;
  }

  #join(waiting) {
    const known = this.#transcript.path.some(message => message.run_id === waiting.run);
    if (known) {
      pending.forget();
      return;
    }
    const view = this.#begin(waiting.content, waiting.parent);
    this.#follow(view, waiting, waiting.content).catch(fault => { view.fail(fault); this.#over(); });
  }

  async #follow(view, waiting, content) {
    const live = this.#live;
    live.run = waiting.run;
    view.run = waiting.run;
    await runs.follow(waiting.run, event => {
      const atEnd = this.#isAtEnd();
      if (event.event === 'memory.recalled') {
        this.#recalls.set(waiting.run, event);
      }
      view.apply(event);
      if (atEnd) {
        this.#toEnd();
      }
    }, { signal: live.cancel.signal, lost: fault => view.lost(fault) });
    if (live.cancel.signal.aborted) {
      return;
    }
    this.spoken.textContent = `The agent has answered: ${view.text}`;
    pending.forget();
    this.composer.busy = false;
    this.#settled = this.#settle(view, waiting, content).catch(noticeOf).finally(() => { this.#live = null; });
    await this.#settled;
  }

  /** Replaces what was followed by what is stored, unless the run left nothing behind. */
  async #settle(view, waiting, content) {
    if (account.hasKey()) {
      scope.begun();
      this.#transcript = await read();
    } else {
      this.#transcript.add(waiting.parent, { id: `${waiting.run}-question`, role: 'user', content },
        { id: waiting.run, role: 'assistant', content: view.text, run_id: waiting.run });
    }
    const stored = this.#transcript.path.filter(message => message.run_id === waiting.run);
    const user = stored.find(message => message.role === 'user') ?? this.#userAbove(stored[0]);
    this.#actions(view, user, stored.find(message => message.role !== 'user'), message => this.choose(message));
    if (user) {
      const shown = question(user, { siblings: this.#transcript.siblings(user), choose: message => this.choose(message),
        edit: () => this.#edit(user) });
      view.element.previousElementSibling?.replaceWith(shown);
    }
    if (account.hasKey() && this.#transcript.turns().length === 1 && scope.key()) {
      view.element.after(nextSteps(() => this.#rotate()));
    }
  }

  #userAbove(message) {
    return message && this.#transcript.path.find(above => above.id === message.parent_id && above.role === 'user');
  }

  #over() {
    pending.forget();
    this.#live = null;
    this.composer.busy = false;
  }

  #stop() {
    if (this.#live?.run) {
      runs.stop(this.#live.run).catch(noticeOf);
    }
  }

  #isAtEnd() {
    const page = document.documentElement;
    return page.scrollHeight - page.clientHeight - page.scrollTop < 120;
  }

  #toEnd() {
    requestAnimationFrame(() => scrollTo({ top: document.documentElement.scrollHeight }));
  }
}

async function read() {
  if (!account.hasKey() || scope.isFresh()) {
    return new Transcript();
  }
  try {
    const { data, head } = await call('GET', `api/sessions/${encodeURIComponent(scope.session())}/messages?branches=all`);
    return new Transcript(data, head);
  } catch (fault) {
    if (fault.code === 'session_not_found') {
      return new Transcript();
    }
    throw fault;
  }
}
