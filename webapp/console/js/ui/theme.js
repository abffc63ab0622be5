import { h } from '../dom.js';

const NAME = 'talaria.theme';
const NEXT = { system: 'light', light: 'dark', dark: 'system' };

function theme() {
  return localStorage.getItem(NAME) ?? 'system';
}

export function applyTheme() {
  if (theme() === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme();
  }
}

/** A button that goes through the system's colours, light and dark. */
export function themeButton() {
  const label = () => `Colours: ${theme()}`;
  const button = h('button', { class: 'button quiet tiny', type: 'button', onclick: () => {
    localStorage.setItem(NAME, NEXT[theme()]);
    applyTheme();
    button.textContent = label();
  } }, label());
  return button;
}
