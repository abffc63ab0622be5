import { h, svg } from '../dom.js';
import { count, duration } from '../format.js';

const WIDTH = 1000;
const LABEL = 118;
const ROW = 34;
const TOP = 26;
const END = ['run.completed', 'run.failed', 'run.cancelled'];

/** Returns the children of a figure: what a run did when, as bars, and the same as text. */
export function timeline(state, events) {
  const spans = spansOf(state, events);
  const begin = state.created_at;
  const last = events.at(-1);
  const end = Math.max(last && END.includes(last.event) ? last.timestamp : last?.timestamp ?? state.updated_at, begin + 0.001,
    ...spans.map(span => span.to));
  const lanes = [...new Set(spans.map(span => span.lane))];
  const x = time => LABEL + (time - begin) / (end - begin) * (WIDTH - LABEL - 4);
  const height = TOP + Math.max(1, lanes.length) * ROW + 4;
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${height}`, class: 'timeline', role: 'img', 'aria-labelledby': 'timeline-title' },
    ticks(end - begin).map(second => [
      svg('line', { x1: x(begin + second), x2: x(begin + second), y1: TOP - 6, y2: height, class: 'grid' }),
      svg('text', { x: x(begin + second), y: 13, class: 'tick', 'text-anchor': second === 0 ? 'start' : 'middle' }, duration(second))]),
    lanes.map((lane, index) => svg('text', { x: 0, y: TOP + index * ROW + 21, class: 'lane' }, lane)),
    spans.map(span => svg('g', {}, svg('title', {}, words(span)),
      svg('rect', { x: x(span.from), y: TOP + lanes.indexOf(span.lane) * ROW + 5, rx: 4, height: ROW - 12,
        width: Math.max(3, x(span.to) - x(span.from)), class: `bar ${span.kind}` }))));
  return [h('figcaption', { id: 'timeline-title' }, h('h2', {}, 'Timeline'),
    h('span', { class: 'muted' }, `${duration(end - begin)} in all`)), h('div', { class: 'scroll', tabIndex: 0, role: 'region',
    'aria-label': 'Timeline' }, picture),
  h('details', {}, h('summary', {}, 'As text'), h('ol', {}, spans.map(span => h('li', {}, words(span)))))];
}

function words(span) {
  return `${span.lane}: ${span.note ? `${span.note}, ` : ''}${duration(span.to - span.from)}`;
}

/** Returns at most six round times from 0 on. */
function ticks(length) {
  const step = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600]
    .find(candidate => length / candidate <= 6) ?? length / 5;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

/** Returns what the events say of times: waiting, recall, thinking, writing, tools and approvals, each with its lane. */
function spansOf(state, events) {
  const spans = [];
  const open = new Map();
  let free = state.created_at;
  const recall = events.find(event => event.event === 'memory.recalled');
  if (recall) {
    const from = Math.max(free, recall.timestamp - recall.duration);
    add(spans, 'Waiting', 'wait', free, from, 'before memory was asked');
    add(spans, 'Recall', 'recall', from, recall.timestamp, `${count(recall.items.length)} found`);
    free = recall.timestamp;
  }
  for (const event of events) {
    const at = event.timestamp;
    if (event.event === 'message.delta' || event.event === 'reasoning.delta') {
      const lane = event.event === 'message.delta' ? 'Writing' : 'Thinking';
      const current = spans.at(-1);
      if (current?.lane === lane && current.open) {
        current.to = at;
      } else {
        add(spans, 'Model', 'wait', free, at, 'until its first word');
        spans.forEach(span => { span.open = false; });
        spans.push({ lane, kind: lane.toLowerCase(), from: at, to: at, open: true });
      }
      free = at;
    } else if (event.event === 'tool.started') {
      add(spans, 'Model', 'wait', free, at, 'until it called a tool');
      open.set(event.tool_call_id, { from: at, tool: event.tool });
      free = at;
    } else if (event.event === 'tool.completed') {
      const begun = open.get(event.tool_call_id);
      spans.push({ lane: 'Tools', kind: event.error ? 'bad' : 'tool', from: at - event.duration, to: at, note: event.tool });
      open.delete(event.tool_call_id);
      free = begun ? at : free;
    } else if (event.event === 'approval.request') {
      open.set(event.approval_id, { from: at, tool: event.tool });
    } else if (event.event === 'approval.responded' && open.has(event.approval_id)) {
      add(spans, 'Approval', 'approval', open.get(event.approval_id).from, at, event.choice);
      free = at;
    } else if (END.includes(event.event)) {
      add(spans, 'Storing', event.event === 'run.failed' ? 'bad' : 'wait', free, at, event.event.replace('run.', ''));
    }
  }
  return spans;
}

function add(spans, lane, kind, from, to, note) {
  if (to > from) {
    spans.push({ lane, kind, from, to, note });
  }
}
