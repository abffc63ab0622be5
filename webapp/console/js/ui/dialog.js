import { h } from '../dom.js';

/**
 * Shows a dialog with a form. `content` are its fields; `action` gets the form's data when it is confirmed, and what it throws is shown in
 * the dialog, which stays open. Resolves with what action returned, or undefined if the dialog was cancelled.
 */
export function ask({ title, content = [], confirm = 'Save', danger = false, cancel = 'Cancel', action = () => true }) {
  return new Promise(resolve => {
    const error = h('div');
    const go = h('button', { class: danger ? 'button danger' : 'button primary', type: 'submit' }, confirm);
    let result;
    const form = h('form', { method: 'dialog', onsubmit: submit },
      h('h2', { id: 'dialog-title' }, title), content, error,
      h('div', { class: 'row end' },
        cancel ? h('button', { class: 'button', type: 'button', onclick: () => dialog.close() }, cancel) : null, go));
    const dialog = h('dialog', { 'aria-labelledby': 'dialog-title', onclose: () => { dialog.remove(); resolve(result); } }, form);

    async function submit(event) {
      event.preventDefault();
      go.disabled = true;
      error.replaceChildren();
      try {
        result = await action(new FormData(form));
        dialog.close();
      } catch (fault) {
        const { problem } = await import('../errors.js');
        error.replaceChildren(problem(fault));
        go.disabled = false;
      }
    }

    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Asks before something that cannot be undone; resolves with whether it was done. */
export async function confirmed(title, text, confirm, action) {
  const done = async () => {
    await action();
    return true;
  };
  return await ask({ title, content: [h('p', {}, text)], confirm, danger: true, action: done }) === true;
}

export function field(label, control, hint) {
  const id = control.id || (control.id = `field-${Math.random().toString(36).slice(2, 9)}`);
  if (hint) {
    control.setAttribute('aria-describedby', `${id}-hint`);
  }
  return h('div', { class: 'field' }, h('label', { htmlFor: id }, label), control,
    hint ? h('p', { class: 'hint', id: `${id}-hint` }, hint) : null);
}
