import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { decide } from './run.js';

const WORDS = {
  once: ['Allow once', 'Allowed once'],
  session: ['Allow in this session', 'Allowed in this session'],
  always: ['Always allow', 'Always allowed'],
  deny: ['Deny', 'Denied'],
};

/** Returns the question whether a tool may be called, and how to close it: `answered` with a choice, or `over` without one. */
export function approval(run, event) {
  const error = h('div');
  const buttons = event.choices.map(choice => h('button', { type: 'button', onclick: () => answer(choice),
    class: choice === 'deny' ? 'button danger' : choice === 'once' ? 'button primary' : 'button' }, WORDS[choice]?.[0] ?? choice));
  const foot = h('div', { class: 'row' }, buttons);
  const element = h('section', { class: 'approval', role: 'group', 'aria-label': `Approval of ${event.tool}` },
    h('strong', {}, 'The agent asks before it goes on'),
    h('p', {}, 'It wants to use ', h('code', {}, event.tool), ':'),
    h('pre', { class: 'code', tabIndex: 0 }, event.description), foot, error);
  let open = true;

  async function answer(choice) {
    buttons.forEach(button => { button.disabled = true; });
    fill(error);
    try {
      await decide(run, event.approval_id, choice);
    } catch (fault) {
      buttons.forEach(button => { button.disabled = false; });
      fill(error, problem(fault));
    }
  }

  function close(text, kind) {
    if (open) {
      open = false;
      fill(foot, h('span', { class: `tag ${kind}` }, text));
    }
  }

  return {
    element,
    answered: choice => close(WORDS[choice]?.[1] ?? choice, choice === 'deny' ? 'bad' : 'good'),
    over: () => close('Not answered', ''),
  };
}
