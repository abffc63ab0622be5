import { account } from '../account.js';
import { fill, h } from '../dom.js';
import { explain } from '../errors.js';
import { field } from '../ui/dialog.js';

const DEVELOPMENT_KEY = 'talaria-dev-key';
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Shows the sign-in form.
 *
 * @param fault why the reader is here again: an error or a sentence
 */
export function entrance(root, entered, fault) {
  const input = h('input', { type: 'password', name: 'key', autocomplete: 'off', spellcheck: false });
  const error = h('div', { role: 'alert' });
  const go = h('button', { class: 'button primary', type: 'submit' }, 'Sign in');
  const form = h('form', { onsubmit: event => { event.preventDefault(); signIn(input.value); } },
    field('API key', input, 'Kept in this tab only, until you close it or sign out.'), error, go);

  async function signIn(secret) {
    go.disabled = true;
    fill(error);
    try {
      await account.signIn(secret.trim());
      await entered();
    } catch (problem) {
      complain(problem);
      go.disabled = false;
      input.select();
    }
  }

  function complain(problem) {
    const { what, advice } = typeof problem === 'string' ? { what: problem, advice: '' } : told(problem);
    fill(error, h('div', { class: 'problem' }, h('strong', {}, what), advice ? h('p', {}, advice) : null));
  }

  fill(root, h('main', { class: 'entrance' }, h('div', { class: 'card' },
    h('div', { class: 'brand' }, h('img', { src: 'favicon.svg', alt: '' }), 'Talaria'),
    h('div', { class: 'stack tight' }, h('h1', {}, 'Sign in'),
      h('p', { class: 'muted' }, 'Talk to the agent, look at what it remembers, and see how the server is doing.')),
    form, LOOPBACK.test(location.hostname) ? development(signIn) : null)));
  if (fault) {
    complain(fault);
  }
  input.focus();
}

function told(problem) {
  if (problem.status === 401) {
    return { what: problem.message, advice: 'Check that the whole key was pasted. It is the value of TALARIA_API_KEY, or a key that an '
      + 'administrator has given you.' };
  }
  return explain(problem);
}

function development(signIn) {
  return h('p', { class: 'small muted' }, 'Started with ', h('code', {}, 'mvn jetty:run'), '? Then the key is ',
    h('code', {}, DEVELOPMENT_KEY), '. ',
    h('button', { class: 'button tiny', type: 'button', onclick: () => signIn(DEVELOPMENT_KEY) }, 'Use it'));
}
