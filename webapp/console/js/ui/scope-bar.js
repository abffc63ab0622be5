import { account } from '../account.js';
import { h } from '../dom.js';
import { scope } from '../scope.js';

/** Returns the field that says whose memory is meant; `changed` is called after it was. Null where there is none. */
export function memoryField(changed) {
  if (!account.hasKey()) {
    return null;
  }
  const input = h('input', { id: 'scope-key', value: scope.key(), spellcheck: false, autocomplete: 'off', maxLength: 256,
    onchange: () => { scope.setKey(input.value); changed(); } });
  return h('div', { class: 'field' }, h('label', { htmlFor: 'scope-key' }, scope.label()), input);
}
