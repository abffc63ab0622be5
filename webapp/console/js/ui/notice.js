import { h } from '../dom.js';
import { explain } from '../errors.js';

const SHOWN_MILLIS = 5000;

/** Says something for a moment, aloud too for a screen reader. */
export function notice(text) {
  const element = h('div', { class: 'notice' }, text);
  document.getElementById('notices').append(element);
  setTimeout(() => element.remove(), SHOWN_MILLIS);
}

export function noticeOf(error) {
  const { what, advice } = explain(error);
  notice(`${what} ${advice}`);
}

/** Copies text, and says so. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    notice(`${what} copied.`);
  } catch {
    notice('The browser does not allow copying here; select the text instead.');
  }
}

/** Saves a file on the reader's machine. */
export function save(name, blob) {
  const link = h('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
