import { account } from '../account.js';
import { call } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { mean, rate, readMetrics } from '../health/metrics.js';
import { partView } from '../health/part.js';
import { chart } from '../ui/chart.js';
import { bytes, count, duration, when } from '../format.js';
import { poll } from '../ui/poll.js';

const SECONDS = 4;
const SAMPLES = 90;

const WORDS = { ok: ['Everything works', 'good'], degraded: ['Something is impaired', 'warn'], error: ['Something is broken', 'bad'] };

/** What is drawn over time: a title, the value of a sample and the one before, and how it is written. */
const PICTURES = [
  ['Requests a second', ({ metrics }, before) => metrics && rate('http_server_request_duration_seconds_count', before?.metrics, metrics),
    value => value.toFixed(1)],
  ['Turns a minute', ({ metrics }, before) => metrics && 60 * rate('gen_ai_invoke_agent_duration_seconds_count', before?.metrics, metrics),
    value => value.toFixed(1)],
  ['Time of a turn', ({ metrics }, before) => metrics && mean('gen_ai_invoke_agent_duration_seconds', before?.metrics, metrics), duration],
  ['Time to the first output', ({ metrics }, before) =>
    metrics && mean('talaria_run_time_to_first_output_seconds', before?.metrics, metrics), duration],
  ['Running turns', ({ checks }) => checks.background_queues?.active_api_runs, count],
  ['Open streams', ({ checks }) => checks.limits?.open_streams, count],
  ['Heap held by requests', ({ checks }) => checks.limits?.heap_bytes, bytes],
  ['Outbox', ({ checks }) => checks.outbox?.waiting, count],
  ['Answer time of this page', ({ millis }) => millis, value => `${count(Math.round(value))} ms`],
];

/** Returns the metrics of now, or null where this key may not read them. */
async function metrics() {
  return account.isServerAdmin() && account.can('GET', '/metrics') ? { at: performance.now() / 1000, sums: await readMetrics() } : null;
}

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
    samples.push({ checks: report.readiness.checks, millis, metrics: await metrics() });
    samples.splice(0, Math.max(0, samples.length - SAMPLES));
    const [words, kind] = WORDS[report.status] ?? [report.status, ''];
    fill(head, h('span', { class: `tag ${kind}` }, words), ` ${report.platform} ${report.version}, ${when(report.updated_at)}`);
    fill(pictures, PICTURES.map(([title, value, text]) => {
      const values = samples.map((sample, index) => value(sample, samples[index - 1])).filter(Number.isFinite);
      return values.length === 0 ? null : chart(title, values, text);
    }));
    fill(parts, Object.entries(report.readiness.checks).map(([name, check]) => partView(name, check)));
  }

  return poll(load, SECONDS, fault => fill(error, problem(fault, account.hasKey() ? () => load() : null)));
}
