import { h } from '../dom.js';

const TAGS = {
  queued: ['Queued', 'busy'],
  running: ['Running', 'busy accent'],
  waiting_for_approval: ['Waits for approval', 'warn'],
  stopping: ['Stopping', 'busy'],
  completed: ['Completed', 'good'],
  failed: ['Failed', 'bad'],
  cancelled: ['Stopped', ''],
};

export function statusTag(status) {
  const [text, kind] = TAGS[status] ?? [status, ''];
  return h('span', { class: `tag ${kind}` }, text);
}
