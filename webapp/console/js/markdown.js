import { Marked } from '../lib/marked.js';
import createPurify from '../lib/purify.js';
import { h } from './dom.js';
import { copy } from './ui/notice.js';

const purify = createPurify(window);
const marked = new Marked({ gfm: true, breaks: true, async: false });

/** Nothing that loads, frames, submits or styles. Pictures become links: loading one would tell its server who reads this. */
const RULES = {
  ALLOWED_TAGS: ['p', 'br', 'hr', 'strong', 'em', 'del', 's', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'table', 'thead', 'tbody',
    'tr', 'th', 'td', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'sup', 'sub'],
  ALLOWED_ATTR: ['href', 'start', 'title'],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

marked.use({
  renderer: {
    image: ({ href, text }) => `<a href="${escaped(href)}">${escaped(text || 'picture')}</a>`,
    html: ({ text }) => escaped(text),
    checkbox: ({ checked }) => checked ? '☑ ' : '☐ ',
  },
});

function escaped(text) {
  return String(text).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** Returns the text as an element; HTML in it is shown as it was written. */
export function markdown(text) {
  const body = h('div', { class: 'markdown' }, purify.sanitize(marked.parse(text), RULES));
  for (const link of body.querySelectorAll('a:not([href])')) {
    link.replaceWith(...link.childNodes);
  }
  for (const link of body.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
  }
  for (const heading of body.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    heading.replaceWith(h('p', { class: 'heading' }, h('strong', {}, ...heading.childNodes)));
  }
  for (const block of body.querySelectorAll('pre')) {
    const code = block.textContent;
    block.tabIndex = 0;
    block.replaceWith(h('div', { class: 'code-block' }, block.cloneNode(true),
      h('button', { class: 'button tiny', type: 'button', onclick: () => copy(code, 'Code') }, 'Copy')));
  }
  for (const table of body.querySelectorAll('table')) {
    const wrap = h('div', { class: 'table-wrap', tabIndex: 0 });
    table.replaceWith(wrap);
    wrap.append(table);
  }
  return body;
}
