import { account } from '../account.js';
import { h } from '../dom.js';
import { scope } from '../scope.js';

/** Returns what may follow the first answer of a session. */
export function nextSteps(rotate) {
  return h('p', { class: 'next small' }, 'Kept in the memory of ', h('strong', {}, scope.key()), '. ',
    h('a', { href: '#/memory' }, 'Look at it'), ', or ',
    h('button', { class: 'button tiny', type: 'button', onclick: rotate }, 'begin a new session'), ' and ask for it there.');
}

/** Returns what an empty conversation shows: what to try, in the order in which memory shows itself. `put` gets a text to try. */
export function welcome(put) {
  const example = text => h('button', { class: 'button', type: 'button', onclick: () => put(text) }, text);
  if (!account.hasKey()) {
    return h('div', { class: 'empty' }, h('h2', {}, 'Say something'),
      h('p', {}, 'This server is open to everyone, so it keeps neither sessions nor memory. With TALARIA_API_KEY set, it does.'),
      example('Hello, who are you?'));
  }
  return h('div', { class: 'empty' }, h('h2', {}, 'A conversation that is remembered'),
    h('p', {}, 'What is said here is kept in the memory of ', h('strong', {}, scope.key() || 'nobody yet'),
      ', and is known in all later sessions. Try it in three steps.'),
    h('ol', { class: 'steps' },
      h('li', {}, 'Tell it something. ', example('My favourite colour is teal.')),
      h('li', {}, 'Begin a new session. ', example('/new')),
      h('li', {}, 'Ask for it. ', example('What is my favourite colour?'))),
    h('p', {}, 'Then look at ', h('a', { href: '#/memory' }, 'Memory'), ' to see what has been kept.'));
}
