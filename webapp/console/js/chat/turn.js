import { h } from '../dom.js';
import { picturesOf, textOf } from './transcript.js';

/** Returns the user's message with its actions: `edit(text)`, and `choose(message)` among what stands in its place. */
export function question(message, { siblings = [message], edit, choose }) {
  return h('article', { class: 'question', 'aria-label': 'Your message' },
    h('div', { class: 'bubble' }, picturesOf(message.content).map((url, index) => picture(url, index)),
      h('p', { class: 'said' }, textOf(message.content))),
    h('div', { class: 'row actions end' }, switcher(siblings, message, choose, 'Version'),
      edit ? h('button', { class: 'button quiet tiny', type: 'button', onclick: edit }, 'Edit') : null));
}

/** A picture elsewhere is not loaded: that would tell its server who reads this. */
function picture(url, index) {
  return url?.startsWith('data:image/') ? h('img', { class: 'attachment', src: url, alt: `Attached picture ${index + 1}` })
    : h('p', { class: 'small muted' }, `Picture at ${url}`);
}

/** Returns the buttons that lead to the other messages in the same place; null if there are none. */
export function switcher(siblings, current, choose, what) {
  const place = siblings.indexOf(current);
  if (siblings.length < 2 || !choose) {
    return null;
  }
  const step = (by, label, sign) => h('button', { class: 'button quiet tiny', type: 'button', 'aria-label': label,
    disabled: !siblings[place + by], onclick: () => choose(siblings[place + by]) }, sign);
  return h('span', { class: 'row switcher', role: 'group', 'aria-label': `${what} ${place + 1} of ${siblings.length}` },
    step(-1, `Earlier ${what.toLowerCase()}`, '‹'), h('span', { class: 'small number' }, `${place + 1} / ${siblings.length}`),
    step(1, `Later ${what.toLowerCase()}`, '›'));
}
