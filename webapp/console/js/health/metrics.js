import { send } from '../api.js';

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{[^}]*\})? ([-+\w.]+)$/;

/** Returns the sums of the server's metrics over their labels, by name. */
export async function readMetrics() {
  const text = await (await send('GET', 'metrics')).text();
  const sums = new Map();
  for (const line of text.split('\n')) {
    const sample = line.startsWith('#') ? null : SAMPLE.exec(line);
    const value = sample ? Number(sample[2]) : NaN;
    if (Number.isFinite(value)) {
      sums.set(sample[1], (sums.get(sample[1]) ?? 0) + value);
    }
  }
  return sums;
}

/** Returns how much a counter has grown a second from one reading to the next. */
export function rate(name, before, now) {
  return before && now.sums.has(name) ? Math.max(0, (now.sums.get(name) - (before.sums.get(name) ?? 0)) / (now.at - before.at)) : undefined;
}

/** Returns the mean of what a histogram has seen from one reading to the next; undefined if it has seen nothing. */
export function mean(name, before, now) {
  const grown = suffix => (now.sums.get(name + suffix) ?? 0) - (before?.sums.get(name + suffix) ?? 0);
  return before && grown('_count') > 0 ? grown('_sum') / grown('_count') : undefined;
}
