import { account } from '../account.js';

export const groups = ['Use', 'Operate'];

/** All pages in the order of the navigation; one is shown only if the server has what it needs and the key may use it. */
export const pages = [
  { name: 'playground', title: 'Playground', group: 'Use', icon: 'chat', load: () => import('./playground.js'), offered: () => true },
  { name: 'memory', title: 'Memory', group: 'Use', icon: 'memory', load: () => import('./memory.js'),
    offered: () => account.hasKey() && account.can('GET', '/v1/memory/items') },
  { name: 'sessions', title: 'Sessions', group: 'Use', icon: 'sessions', load: () => import('./sessions.js'),
    offered: () => account.hasKey() && account.can('GET', '/api/sessions') },
  { name: 'runs', title: 'Runs', group: 'Use', icon: 'runs', load: () => import('./runs.js'),
    offered: () => account.can('GET', '/v1/runs') },
  { name: 'usage', title: 'Usage', group: 'Operate', icon: 'usage', load: () => import('./usage.js'),
    offered: () => account.can('GET', '/api/usage') },
  { name: 'agents', title: 'Agents', group: 'Operate', icon: 'agents', load: () => import('./agents.js'),
    offered: () => account.can('GET', '/v1/models') && account.can('GET', '/v1/toolsets') },
  { name: 'health', title: 'Health', group: 'Operate', icon: 'health', load: () => import('./health.js'),
    offered: () => account.can('GET', '/health/detailed') },
  { name: 'keys', title: 'Keys', group: 'Operate', icon: 'keys', load: () => import('./keys.js'),
    offered: () => account.isAdmin() && account.can('GET', '/api/keys') },
  { name: 'audit', title: 'Audit', group: 'Operate', icon: 'audit', load: () => import('./audit.js'),
    offered: () => account.isAdmin() && account.can('GET', '/api/audit') },
  { name: 'outbox', title: 'Outbox', group: 'Operate', icon: 'outbox', load: () => import('./outbox.js'),
    offered: () => account.isAdmin() && account.can('GET', '/api/outbox') },
];
