import { h } from '../dom.js';
import { ask } from '../ui/dialog.js';
import { copy } from '../ui/notice.js';
import { curl } from './curl.js';

/** Shows the request of a turn as a command. */
export function showCurl(request) {
  const text = curl(request);
  return ask({ title: 'The request as curl', confirm: 'Copy', cancel: 'Close',
    content: [h('p', { class: 'muted' }, 'The API key is left to a variable. The answer is read from ',
      h('code', {}, '/v1/runs/RUN_ID/events'), '.'), h('pre', { class: 'code', tabIndex: 0 }, text)],
    action: () => copy(text, 'Command') });
}
