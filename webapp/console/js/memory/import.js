import { call } from '../api.js';
import { fill, h } from '../dom.js';
import { counted } from '../format.js';
import { scope } from '../scope.js';
import { ask, field } from '../ui/dialog.js';
import { notice } from '../ui/notice.js';

const BATCH = 200;

/** Asks for a file of JSON Lines and imports it. Resolves with whether something was imported. */
export async function importFile() {
  const file = h('input', { type: 'file', accept: '.jsonl,.json,.ndjson,application/jsonl', required: true });
  const progress = h('div', { 'aria-live': 'polite' });
  let stored = 0;
  let existing = 0;
  const done = await ask({ title: `Import into the memory of ${scope.key()}`, confirm: 'Import', content: [
    field('File', file,
      'JSON Lines, as an export writes them: one message a line, at least its “content”. Repeating it makes no doubles.'),
    progress], action: async () => {
    const messages = parse(await file.files[0].text());
    for (let from = 0; from < messages.length; from += BATCH) {
      fill(progress, h('progress', { max: messages.length, value: from, 'aria-label': 'Progress' }),
        h('p', { class: 'small muted' }, `${from} of ${messages.length}`));
      const outcome = await call('POST', 'v1/memory/messages',
        { headers: scope.memoryHeaders(), body: { messages: messages.slice(from, from + BATCH) } });
      stored += outcome.stored;
      existing += outcome.existing;
    }
    return true;
  } });
  if (done) {
    notice(`${counted(stored, 'message')} imported${existing ? `, ${existing} were known already` : ''}.`);
  }
  return done === true || stored > 0;
}

function parse(text) {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) {
    return JSON.parse(trimmed);
  }
  return trimmed.split('\n').filter(line => line.trim()).map((line, index) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new Error(`Line ${index + 1} is no JSON.`);
    }
  });
}
