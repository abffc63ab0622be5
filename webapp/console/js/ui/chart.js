import { h, svg } from '../dom.js';

const WIDTH = 320;
const HEIGHT = 80;

/**
 * Returns a card with a curve of values, the oldest first.
 *
 * @param text writes a value
 */
export function chart(title, values, text) {
  const most = Math.max(...values, 1e-9);
  const points = values.length === 1 ? [values[0], values[0]] : values;
  const x = index => index / (points.length - 1) * WIDTH;
  const y = value => HEIGHT - 3 - value / most * (HEIGHT - 8);
  const line = points.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const last = values.at(-1);
  return h('figure', { class: 'card' },
    h('figcaption', {}, h('h3', {}, title), h('strong', { class: 'number' }, text(last))),
    svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img', preserveAspectRatio: 'none', height: HEIGHT,
      'aria-label': `${title}: now ${text(last)}, at most ${text(most < 1e-6 ? 0 : most)}` },
    svg('polygon', { class: 'area', points: `0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}` }),
    svg('polyline', { class: 'curve', points: line })));
}
