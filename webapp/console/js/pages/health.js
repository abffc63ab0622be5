import { account } from '../account.js';
import { call } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { partView } from '../health/part.js';
import { chart } from '../ui/chart.js';
import { bytes, count, when } from '../format.js';
import { poll } from '../ui/poll.js';

const SECONDS = 4;
const SAMPLES = 90;

const WORDS = { ok: ['Everything works', 'good'], degraded: ['Something is impaired', 'warn'], error: ['Something is broken', 'bad'] };

/** What is drawn over time: a title, the value in a report, and how it is written. */
const PICTURES = [
  ['Running turns', report => report.background_queues?.active_api_runs, count],
  ['Open streams', report => report.limits?.open_streams, count],
  ['Heap held by requests', report => report.limits?.heap_bytes, bytes],
  ['Outbox', report => report.outbox?.waiting, count],
  ['Answer time of this page', (report, millis) => millis, value => `${count(Math.round(value))} ms`],
];

export function open(main) {
  const samples = [];
  const head = h('p', { class: 'lead', role: 'status' });
  const pictures = h('div', { class: 'columns' });
  const parts = h('div', { class: 'columns' });
  const slot = h('div', { class: 'stack' }, h('h2', {}, 'Since this page was opened'), pictures, h('h2', {}, 'Parts'), parts);
  const error = h('div');
  fill(main, h('header', {}, h('div', {}, h('h1', {}, 'Health'), head)), error, slot);

  async function load() {
    const begun = performance.now();
    const report = await call('GET', 'health/detailed');
    const millis = performance.now() - begun;
    fill(error);
    samples.push({ checks: report.readiness.checks, millis });
    samples.splice(0, Math.max(0, samples.length - SAMPLES));
    const [words, kind] = WORDS[report.status] ?? [report.status, ''];
    fill(head, h('span', { class: `tag ${kind}` }, words), ` ${report.platform} ${report.version}, ${when(report.updated_at)}`);
    fill(pictures, PICTURES.map(([title, value, text]) => {
      const values = samples.map(sample => value(sample.checks, sample.millis)).filter(Number.isFinite);
      return values.length === 0 ? null : chart(title, values, text);
    }));
    fill(parts, Object.entries(report.readiness.checks).map(([name, check]) => partView(name, check)));
  }

  return poll(load, SECONDS, fault => fill(error, problem(fault, account.hasKey() ? () => load() : null)));
}
