import { account } from '../account.js';
import { call } from '../api.js';
import { fill, h } from '../dom.js';
import { problem } from '../errors.js';
import { partView } from '../health/part.js';

/** Opens the page: the agents, the upstreams behind them and their state, and the tools. */
export async function open(main) {
  const slot = h('div', { class: 'stack' });
  fill(main, h('header', {}, h('div', {}, h('h1', {}, 'Agents and upstreams'),
    h('p', { class: 'lead' }, 'Which agents can be chosen, which models answer for them, and which tools they have.'))), slot);

  async function load() {
    try {
      const { data: agents } = await call('GET', 'v1/models');
      const options = account.can('GET', '/api/model/options') ? await call('GET', 'api/model/options') : null;
      const { data: toolsets } = await call('GET', 'v1/toolsets');
      const checks = account.can('GET', '/health/detailed') ? (await call('GET', 'health/detailed')).readiness.checks : {};
      fill(slot, h('section', { class: 'stack tight' }, h('h2', {}, 'Agents'), h('div', { class: 'columns' }, agents.map(agentView))),
        options ? upstreams(options) : null,
        h('section', { class: 'stack tight' }, h('h2', {}, 'State'), h('div', { class: 'columns' },
          Object.entries(checks).filter(([name]) => /model|upstream|mcp/.test(name)).map(([name, check]) => partView(name, check)))),
        h('section', { class: 'stack tight' }, h('h2', {}, 'Tools'), h('div', { class: 'columns' }, toolsets.map(toolsetView))));
    } catch (fault) {
      fill(slot, problem(fault, load));
    }
  }

  await load();
}

function agentView(agent) {
  return h('section', { class: 'card' }, h('header', {}, h('h3', {}, agent.id),
    agent.id === account.agent() ? h('span', { class: 'tag accent' }, 'default') : null),
  h('dl', { class: 'facts' }, h('dt', {}, 'Model'), h('dd', {}, agent.root),
    agent.parent ? [h('dt', {}, 'Stands for'), h('dd', {}, agent.parent)] : null));
}

function upstreams({ providers, routes }) {
  const row = (name, models, tags) => h('tr', {}, h('td', {}, h('strong', {}, name)), h('td', {}, models.join(', ')),
    h('td', {}, h('span', { class: 'row' }, tags)));
  const tag = (text, kind = '') => h('span', { class: `tag ${kind}` }, text);
  return h('section', { class: 'stack tight' }, h('h2', {}, 'Upstreams and routes'),
    h('div', { class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': 'Upstreams and routes' }, h('table', {},
      h('thead', {}, h('tr', {}, ['Name', 'Models', 'State'].map(name => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, providers.map(provider => row(provider.name, provider.models, [
        provider.available === false ? tag('failing, left out for now', 'bad') : tag('works', 'good'),
        provider.is_current ? tag('in use', 'accent') : null].filter(Boolean))),
      (routes ?? []).map(route => row(route.name, route.models, [tag('route'), route.is_current ? tag('in use', 'accent') : null]
        .filter(Boolean)))))));
}

function toolsetView(set) {
  return h('section', { class: 'card stack tight' }, h('h3', {}, set.label), h('p', { class: 'muted' }, set.description),
    h('ul', {}, set.tools.map(tool => h('li', {}, h('code', {}, tool)))));
}
