import { account } from '../account.js';
import { call, send, withQuery } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { count, duration } from '../format.js';
import { bars } from '../ui/bars.js';
import { noticeOf, save } from '../ui/notice.js';

const DAY = 86_400_000;

/** Opens the page: how much was used each day, and by whom. */
export async function open(main) {
  const days = select('Period', [['7', '7 days'], ['30', '30 days'], ['90', '90 days']], '30');
  // The same name in two tenants is two keys, and two users.
  const own = account.isServerAdmin() ? 'tenant,' : '';
  const by = select('By', [[`${own}key,model`, 'Key and model'], ['model', 'Model'], ['agent', 'Agent'], [`${own}user`, 'User'],
    ...(own ? [['tenant', 'Tenant']] : [])], `${own}key,model`);
  const slot = h('div', { class: 'stack' });
  fill(main, h('header', {}, h('div', {}, h('h1', {}, 'Usage'),
    h('p', { class: 'lead' }, 'Turns, tokens and their price, as the models’ servers report them.')),
  h('div', { class: 'row actions' },
    h('button', { class: 'button', type: 'button', onclick: () => csv().catch(noticeOf) }, 'Save as CSV'))),
  h('div', { class: 'stack' }, h('div', { class: 'row' }, days, by), slot));
  days.onchange = load;
  by.onchange = load;

  function from() {
    return new Date(Date.now() - (Number(days.value) - 1) * DAY).toISOString().slice(0, 10);
  }

  async function load() {
    try {
      const perDay = await call('GET', withQuery('api/usage', { from: from(), by: 'day' }));
      const sums = await call('GET', withQuery('api/usage', { from: from(), by: by.value }));
      fill(slot, sums.data.length === 0 ? empty() : [pictures(perDay, from(), Number(days.value)), table(sums, by.value.split(','))]);
    } catch (fault) {
      fill(slot, problem(fault, load));
    }
  }

  async function csv() {
    const response = await send('GET', withQuery('api/usage', { from: from(), format: 'csv' }));
    save(`usage-${from()}.csv`, await response.blob());
  }

  await load();
}

function select(label, options, chosen) {
  const element = h('select', { 'aria-label': label }, options.map(([value, text]) =>
    h('option', { value, selected: value === chosen }, text)));
  element.style.width = 'auto';
  return element;
}

function pictures({ data, currency }, first, length) {
  const days = Array.from({ length }, (_, index) => new Date(Date.parse(first) + index * DAY).toISOString().slice(0, 10));
  const known = new Map(data.map(row => [row.day, row]));
  const values = value => days.map(day => ({ label: day, value: known.has(day) ? value(known.get(day)) : 0 }));
  const costs = data.some(row => row.cost > 0);
  return h('div', { class: 'columns' }, bars('Turns', values(row => row.turns), count),
    bars('Tokens', values(row => row.prompt_tokens + row.completion_tokens), count),
    costs ? bars('Price', values(row => row.cost), value => price(value, currency)) : null);
}

function table({ data, currency }, parts) {
  const rows = [...data].sort((one, other) => other.cost - one.cost || other.prompt_tokens - one.prompt_tokens);
  return h('div', { class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': 'Usage' }, h('table', {},
    h('thead', {}, h('tr', {}, parts.map(part => h('th', { scope: 'col' }, part.charAt(0).toUpperCase() + part.slice(1))),
      ['Turns', 'Failed', 'Tokens in', 'of them cached', 'Tokens out', 'Each took', 'Price'].map(name =>
        h('th', { scope: 'col', class: 'number' }, name)))),
    h('tbody', {}, rows.map(row => h('tr', {}, parts.map(part => h('td', {}, row[part] || '–')),
      [count(row.turns), count(row.failed), count(row.prompt_tokens), count(row.cached_tokens), count(row.completion_tokens),
        row.turns ? duration(row.milliseconds / 1000 / row.turns) : '–', price(row.cost, currency)].map(value =>
        h('td', { class: 'number' }, value)))))));
}

function price(value, currency) {
  return value ? `${Number(value).toLocaleString(undefined, { maximumFractionDigits: 4 })} ${currency}` : '–';
}

function empty() {
  return h('div', { class: 'empty' }, h('h2', {}, 'Nothing was used in this time'),
    h('p', {}, 'Every turn is counted when it ends, with the tokens that the model’s server reports.'));
}
