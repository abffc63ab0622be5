/** Yields the events of an event stream as {id, name, data}; data is text. Ends when the stream does. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      rest += value.replace(/\r\n?/g, '\n');
      let end;
      while ((end = rest.indexOf('\n\n')) >= 0) {
        const event = parse(rest.slice(0, end));
        rest = rest.slice(end + 2);
        if (event) {
          yield event;
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(block) {
  const event = { id: '', name: '', data: null };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (line.startsWith('id:')) {
      event.id = value;
    } else if (line.startsWith('event:')) {
      event.name = value;
    } else if (line.startsWith('data:')) {
      event.data = event.data === null ? value : `${event.data}\n${value}`;
    }
  }
  return event.data === null ? null : event;
}
