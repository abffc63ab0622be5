import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { count, duration } from '../format.js';
import { markdown } from '../markdown.js';
import { approval } from './approval.js';
import { recalled } from './recalled.js';
import { textOf } from './transcript.js';

/** The view of one answer: what the events of its run, or the stored messages, tell in their order. */
export class Answer {
  #body = h('div', { class: 'parts' });
  #status = h('span', { class: 'tag busy' }, 'Waiting');
  #head = h('div', { class: 'answer-head' });
  #recall = h('div');
  #usage = h('span', { class: 'small muted number' });
  #part = null;
  #text = '';
  #tools = new Map();
  #approvals = new Map();
  #due = 0;
  ended = false;

  /**
   * @param name     who answers
   * @param question the user's text
   * @param run      the run's id, for approvals; null if it is not known
   */
  constructor(name, question, run) {
    this.question = question;
    this.run = run;
    this.actions = h('div', { class: 'row actions' });
    fill(this.#head, h('strong', {}, name), this.#status);
    this.element = h('article', { class: 'answer', 'aria-label': `Answer of ${name}` }, this.#head, this.#recall, this.#body,
      h('div', { class: 'foot row' }, this.actions, this.#usage));
  }

  /** Returns the view of an answer that has ended. */
  static of(name, question, messages) {
    const answer = new Answer(name, question, messages[0]?.run_id ?? null);
    messages.forEach(message => answer.#stored(message));
    answer.#finish(messages.some(message => message.partial) ? 'Stopped early' : null);
    return answer;
  }

  /** What was said so far, as Markdown. */
  get text() {
    return this.#text;
  }

  #stored(message) {
    if (message.role === 'tool') {
      this.#toolResult(message.tool_call_id, message.tool_name, textOf(message.content));
      return;
    }
    if (message.reasoning) {
      this.#reason(message.reasoning);
    }
    if (textOf(message.content)) {
      this.#say(textOf(message.content));
    }
    this.#flush();
    (message.tool_calls ?? []).forEach(made => this.#tool(made.id, made.function.name, made.function.arguments));
  }

  /** Shows one event of the run. */
  apply(event) {
    const shown = {
      'memory.recalled': () => fill(this.#recall, recalled(event, this.question)),
      'reasoning.delta': () => this.#reason(event.delta),
      'message.delta': () => this.#say(event.delta),
      'tool.started': () => this.#tool(event.tool_call_id, event.tool, event.preview),
      'tool.completed': () => this.#toolEnd(event),
      'approval.request': () => this.#ask(event),
      'approval.responded': () => this.#approvals.get(event.approval_id)?.answered(event.choice),
      'run.steered': () => this.#note(`You added: ${event.message}`),
      'run.completed': () => this.#finish(null, event.usage),
      'run.failed': () => this.#fail(event),
      'run.cancelled': () => this.#finish('Stopped'),
    }[event.event];
    shown?.();
  }

  /** Shows that the connection is lost, or back with null. */
  lost(fault) {
    if (!this.ended) {
      this.#state(fault ? 'Connection lost, trying again' : 'Waiting', 'busy');
    }
  }

  fail(error) {
    this.#end();
    this.#part = null;
    this.#body.append(problem(error));
    this.#state('Failed', 'bad');
  }

  #say(delta) {
    this.#state('Writing', 'busy');
    if (this.#part?.kind !== 'text') {
      this.#part = { kind: 'text', text: '', element: h('div', { class: 'text' }) };
      this.#body.append(this.#part.element);
    }
    this.#part.text += delta;
    this.#text += delta;
    this.#later();
  }

  #reason(delta) {
    this.#state('Thinking', 'busy');
    if (this.#part?.kind !== 'thought') {
      const element = h('div', { class: 'thought' });
      this.#part = { kind: 'thought', text: '', element };
      this.#body.append(h('details', {}, h('summary', {}, 'Thoughts'), element));
    }
    this.#part.text += delta;
    this.#part.element.textContent = this.#part.text;
  }

  /** Draws the open part once a frame, however many pieces arrive. */
  #later() {
    const part = this.#part;
    this.#due ||= requestAnimationFrame(() => {
      this.#due = 0;
      fill(part.element, markdown(part.text));
      if (this.#part && this.#part !== part && this.#part.kind === 'text') {
        this.#later();
      }
    });
  }

  #tool(id, name, preview) {
    this.#state(`Using ${name}`, 'busy');
    this.#flush();
    const status = h('span', { class: 'tag busy' }, 'running');
    const result = h('div');
    this.#tools.set(id, { status, result });
    this.#body.append(h('details', { class: 'tool' }, h('summary', {}, h('span', { class: 'mono' }, name), ' ', status),
      preview ? h('pre', { class: 'code', tabIndex: 0 }, preview) : null, result));
  }

  #toolEnd(event) {
    const tool = this.#tools.get(event.tool_call_id);
    if (tool) {
      tool.status.className = event.error ? 'tag bad' : 'tag good';
      tool.status.textContent = `${event.error ? 'failed' : 'done'} in ${duration(event.duration)}`;
    }
    this.#state('Waiting', 'busy');
  }

  #toolResult(id, name, text) {
    if (!this.#tools.has(id)) {
      this.#tool(id, name ?? 'tool', '');
    }
    const tool = this.#tools.get(id);
    tool.status.className = 'tag';
    tool.status.textContent = 'done';
    fill(tool.result, h('p', { class: 'small muted' }, 'Result'), h('pre', { class: 'code', tabIndex: 0 }, text));
  }

  #ask(event) {
    this.#flush();
    const asked = approval(this.run, event);
    this.#approvals.set(event.approval_id, asked);
    this.#body.append(asked.element);
    this.#state('Waiting for you', 'warn');
  }

  #note(text) {
    this.#flush();
    this.#body.append(h('p', { class: 'small muted' }, text));
  }

  #fail(event) {
    this.fail({ message: event.error, code: event.code, status: 502 });
  }

  #flush() {
    if (this.#due) {
      cancelAnimationFrame(this.#due);
      this.#due = 0;
    }
    if (this.#part?.kind === 'text') {
      fill(this.#part.element, markdown(this.#part.text));
    }
    this.#part = null;
  }

  #end() {
    this.#flush();
    this.ended = true;
    for (const { status } of this.#tools.values()) {
      if (status.classList.contains('busy')) {
        status.className = 'tag';
        status.textContent = 'ended';
      }
    }
    this.#approvals.forEach(asked => asked.over());
  }

  #finish(state, usage) {
    this.#end();
    if (!this.#body.hasChildNodes()) {
      this.#body.append(h('p', { class: 'muted' }, state ? 'It was stopped before it said anything.' : 'The model said nothing.'));
    }
    this.#state(state);
    if (usage?.total_tokens) {
      this.#usage.textContent = `${count(usage.input_tokens ?? usage.prompt_tokens)} tokens in, ${
        count(usage.output_tokens ?? usage.completion_tokens)} out`;
    }
  }

  #state(text, kind = '') {
    this.#status.className = `tag ${kind}`;
    this.#status.textContent = text ?? '';
    this.#status.hidden = !text;
  }
}
