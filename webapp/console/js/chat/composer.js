import { fill, h } from '../dom.js';
import { notice } from '../ui/notice.js';

const MAX_BYTES = 6_000_000;

/**
 * The field in which a message is written. `send(text, pictures)` gets the message, `stop` is called while an answer is being written;
 * pictures are data URLs.
 */
export function composer({ send, stop }) {
  let pictures = [];
  let busy = false;
  const attached = h('div', { class: 'row attached' });
  const text = h('textarea', { rows: 1, placeholder: 'Message the agent', 'aria-label': 'Message', onkeydown: keys, oninput: grow,
    onpaste: event => take(event.clipboardData.files) });
  const file = h('input', { type: 'file', accept: 'image/png,image/jpeg,image/gif,image/webp', multiple: true, class: 'visually-hidden',
    tabIndex: -1, 'aria-label': 'Pictures', onchange: () => { take(file.files); file.value = ''; } });
  const attach = h('button', { class: 'button quiet', type: 'button', onclick: () => file.click() }, 'Attach picture');
  const go = h('button', { class: 'button primary', type: 'submit' }, 'Send');
  const halt = h('button', { class: 'button danger', type: 'button', hidden: true, onclick: () => stop() }, 'Stop');
  const element = h('form', { class: 'composer', onsubmit: submit, ondragover: event => event.preventDefault(),
    ondrop: event => { event.preventDefault(); take(event.dataTransfer.files); } },
  attached, text, file,
  h('div', { class: 'row spread' }, h('div', { class: 'row' }, attach,
    h('span', { class: 'small muted keys' }, 'Enter sends, Shift+Enter begins a line, /new begins a session')),
  h('div', { class: 'row' }, halt, go)));

  function keys(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      element.requestSubmit();
    }
  }

  function submit(event) {
    event.preventDefault();
    const said = text.value.trim();
    if (!said && pictures.length === 0) {
      text.focus();
      return;
    }
    const taken = send(said, pictures);
    if (taken !== false) {
      text.value = '';
      pictures = [];
      show();
      grow();
    }
  }

  function grow() {
    text.style.height = 'auto';
    text.style.height = `${Math.min(text.scrollHeight + 2, 260)}px`;
  }

  async function take(files) {
    for (const picture of [...files].filter(candidate => candidate.type.startsWith('image/'))) {
      if (picture.size > MAX_BYTES) {
        notice(`${picture.name} is larger than 6 MB. Attach a smaller picture.`);
      } else {
        pictures.push(await dataUrl(picture));
      }
    }
    show();
  }

  function show() {
    fill(attached, pictures.map((picture, index) => h('span', { class: 'picture' }, h('img', { src: picture, alt: `Picture ${index + 1}` }),
      h('button', { class: 'button tiny', type: 'button', 'aria-label': `Remove picture ${index + 1}`,
        onclick: () => { pictures.splice(index, 1); show(); } }, 'Remove'))));
  }

  return {
    element,
    focus: () => text.focus(),
    put(words) {
      text.value = words;
      grow();
      text.focus();
    },
    set busy(value) {
      busy = value;
      halt.hidden = !busy;
      go.textContent = busy ? 'Add to this answer' : 'Send';
      go.className = busy ? 'button' : 'button primary';
    },
    get busy() {
      return busy;
    },
  };
}

function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
