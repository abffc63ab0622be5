import { h } from '../dom.js';
import { bytes, count, duration } from '../format.js';

const TITLES = { requests: 'Requests', database: 'Database', model: 'Model', memory: 'Memory', outbox: 'Outbox', disk: 'Disk',
  limits: 'Limits', background_queues: 'Running turns', mcp: 'MCP servers', upstreams: 'Upstreams' };
const TAGS = { ok: ['Works', 'good'], degraded: ['Impaired', 'warn'], error: ['Broken', 'bad'] };

/** Returns the card of one part of the server, with whatever it tells of itself. */
export function partView(name, check) {
  const [words, kind] = TAGS[check.status] ?? [check.status, ''];
  const told = Object.entries(check).filter(([key, value]) => key !== 'status' && value !== null && !isEmpty(value));
  return h('section', { class: 'card' }, h('header', {}, h('h3', {}, TITLES[name] ?? spaced(name)),
    h('span', { class: `tag ${kind}` }, words)),
  told.length === 0 ? h('p', { class: 'muted' }, 'Nothing to report.')
    : h('dl', { class: 'facts' }, told.map(([key, value]) => [h('dt', {}, spaced(key)), h('dd', {}, shown(key, value))])));
}

function isEmpty(value) {
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function spaced(name) {
  const words = name.replace(/_(bytes|seconds)\b/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function shown(key, value) {
  if (typeof value === 'object') {
    return h('ul', {}, (Array.isArray(value) ? value : Object.entries(value).map(([name, inner]) => `${name}: ${plain(inner)}`))
      .map(line => h('li', {}, plain(line))));
  }
  if (typeof value !== 'number') {
    return String(value);
  }
  return key.includes('bytes') ? bytes(value) : key.includes('seconds') ? duration(value) : count(value);
}

function plain(value) {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, inner]) => `${name} ${plain(inner)}`).join(', ') : String(value);
}
