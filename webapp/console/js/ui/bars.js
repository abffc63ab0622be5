import { h, svg } from '../dom.js';

const WIDTH = 320;
const HEIGHT = 90;

/**
 * Returns a card with a bar for each value.
 *
 * @param values {label, value} in their order
 * @param text   writes a value
 */
export function bars(title, values, text) {
  const most = Math.max(...values.map(({ value }) => value), 1e-9);
  const total = values.reduce((sum, { value }) => sum + value, 0);
  const step = WIDTH / values.length;
  return h('figure', { class: 'card' }, h('figcaption', {}, h('h3', {}, title), h('strong', { class: 'number' }, text(total))),
    svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img', 'aria-label': `${title}: ${text(total)} in all` },
      svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }),
      values.map(({ label, value }, index) => svg('rect', { class: 'bar', x: index * step + step * 0.12, width: step * 0.76,
        height: value / most * (HEIGHT - 6), y: HEIGHT - value / most * (HEIGHT - 6), rx: 1.5 },
      svg('title', {}, `${label}: ${text(value)}`)))),
    h('p', { class: 'row spread small muted' }, h('span', {}, values[0].label), h('span', {}, values.at(-1).label)));
}
