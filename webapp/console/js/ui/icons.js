import { svg } from '../dom.js';

const PATHS = {
  chat: 'M4 5h16v11H9l-5 4z',
  memory: 'M12 3l8 4-8 4-8-4zM4 12l8 4 8-4M4 17l8 4 8-4',
  sessions: 'M6 4v16M6 9h7a4 4 0 0 1 4 4v7M3.5 4h5M3.5 20h5M14.5 20h5',
  runs: 'M4 6h6M4 12h12M4 18h8M14 6h6M20 12v0M16 18h4',
  health: 'M3 12h4l3-7 4 14 3-7h4',
  keys: 'M14.5 9.5a4 4 0 1 0-3.6 4L13 15.5h3V18h3v-3l-5-5',
  usage: 'M5 20V10M12 20V4M19 20v-7',
  audit: 'M7 3h10v18H7zM10 8h4M10 12h4M10 16h2',
  agents: 'M8 9h8v8H8zM12 5v4M5 13h3M16 13h3M12 17v3',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M14 5v4M8 15v4',
  outbox: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5',
  menu: 'M4 7h16M4 12h16M4 17h16',
};

/** A drawing that says nothing beside the text next to it. */
export function icon(name) {
  return svg('svg', { viewBox: '0 0 24 24', width: 18, height: 18, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.75,
    'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' }, svg('path', { d: PATHS[name] }));
}
