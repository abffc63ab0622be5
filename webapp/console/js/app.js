import { account } from './account.js';
import { identifyBy, onKeyRefused } from './api.js';
import { fill, h } from './dom.js';
import { problem } from './errors.js';
import { key } from './key.js';
import { entrance } from './pages/entrance.js';
import { groups, pages } from './pages/index.js';
import { scope } from './scope.js';
import { icon } from './ui/icons.js';
import { applyTheme, themeButton } from './ui/theme.js';

const app = document.getElementById('app');
let leave = () => {};
let shown = null;

/** Shows the page that the address names. A page may return a function that ends it. */
async function show() {
  const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('?')[0].split('/').map(decodeURIComponent);
  const offered = pages.filter(page => page.offered());
  const page = offered.find(candidate => candidate.name === name) ?? offered[0];
  leave();
  leave = () => {};
  shown ??= frame();
  shown.navigation.replaceChildren(...links(offered, page));
  shown.close();
  const main = h('main', { class: 'page', id: 'main', tabIndex: -1 });
  shown.slot.replaceChildren(main);
  document.title = `${page.title} – Talaria`;
  try {
    const module = await page.load();
    const end = await module.open(main, rest);
    if (!main.isConnected) {
      end?.();
    } else {
      leave = end ?? leave;
    }
  } catch (fault) {
    fill(main, h('header', {}, h('h1', {}, page.title)), problem(fault, show));
  }
  if (name && document.activeElement === document.body) {
    main.focus({ preventScroll: true });
  }
}

function links(offered, current) {
  return groups.map(group => {
    const own = offered.filter(page => page.group === group);
    return own.length === 0 ? '' : h('div', {}, h('div', { class: 'group', id: `group-${group}` }, group),
      h('ul', { 'aria-labelledby': `group-${group}` }, own.map(page => h('li', {}, h('a', { href: `#/${page.name}`,
        'aria-current': page === current ? 'page' : null }, icon(page.icon), page.title)))));
  }).filter(group => group);
}

function brand() {
  return h('div', { class: 'brand' }, h('img', { src: 'favicon.svg', alt: '' }), 'Talaria');
}

function frame() {
  const navigation = h('nav', { 'aria-label': 'Pages' });
  const { tenant, name, rights } = account.caller();
  const menu = h('button', { class: 'button quiet', type: 'button', 'aria-expanded': 'false', 'aria-label': 'Pages', onclick: toggle },
    icon('menu'));
  const side = h('div', { class: 'side', onkeydown: event => event.key === 'Escape' && close() }, brand(), navigation,
    h('div', { class: 'foot' },
      h('div', { class: 'who' }, h('strong', {}, name ?? (account.hasKey() ? 'Signed in' : 'Open server')),
        h('span', { class: 'small muted' }, [tenant, rights === 'none' ? null : rights?.replace('-', ' ')].filter(Boolean).join(' · '))),
      h('div', { class: 'row' }, themeButton(),
        h('button', { class: 'button quiet tiny', type: 'button', onclick: signOut }, 'Sign out'))));
  const slot = h('div');

  function toggle() {
    const open = side.classList.toggle('open');
    menu.setAttribute('aria-expanded', String(open));
    if (open) {
      navigation.querySelector('a')?.focus();
    }
  }

  function close() {
    if (side.classList.contains('open')) {
      side.classList.remove('open');
      menu.setAttribute('aria-expanded', 'false');
      menu.focus();
    }
  }

  const top = h('div', { class: 'topbar' }, menu, brand());
  const shell = h('div', { class: 'shell' }, side, h('div', {}, top, slot));
  shell.addEventListener('click', event => event.target.closest('.side') || event.target.closest('.topbar') || close());
  const skip = h('button', { class: 'button skip', type: 'button', onclick: () => document.getElementById('main')?.focus() },
    'Skip to the page');
  fill(app, skip, shell);
  return { navigation, slot, close };
}

/** Forgets all that this tab holds. */
function signOut() {
  account.signOut();
  sessionStorage.clear();
  welcome();
}

function welcome(fault) {
  leave();
  leave = () => {};
  document.title = 'Sign in – Talaria';
  shown = null;
  entrance(app, show, fault);
}

async function start() {
  applyTheme();
  identifyBy(() => scope.identityHeaders());
  onKeyRefused(() => {
    if (shown) {
      account.signOut();
      welcome('The server no longer takes this key. Sign in with another one.');
    }
  });
  addEventListener('hashchange', () => shown && show());
  if (!key.get()) {
    welcome();
    return;
  }
  try {
    await account.signIn(key.get());
    await show();
  } catch (fault) {
    key.forget();
    welcome(fault);
  }
}

start();
