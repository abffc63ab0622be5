/**
 * A session's messages as a tree, and the branch that is looked at. A message has id, parent_id, role, content, timestamp and what else
 * the API tells of it.
 */
export class Transcript {
  #nodes = new Map();
  #children = new Map();
  #path = [];

  /** @param head the id of the last message of the server's conversation; null if there is none */
  constructor(messages = [], head = null) {
    this.head = head;
    messages.forEach(message => this.#link(message));
    if (head) {
      this.select(head);
    } else if (messages.length > 0) {
      this.#path = messages;
    }
  }

  #link(message) {
    this.#nodes.set(message.id, message);
    const parent = message.parent_id ?? null;
    this.#children.set(parent, [...this.#children.get(parent) ?? [], message]);
  }

  /** Adds a turn that only this page keeps, after the branch that is looked at. */
  add(parent, ...messages) {
    let above = parent;
    for (const message of messages) {
      this.#link({ ...message, parent_id: above });
      above = message.id;
    }
    this.head = above;
    this.select(above);
  }

  get path() {
    return this.#path;
  }

  get size() {
    return this.#nodes.size;
  }

  /** The id of the last message that is looked at; null for none. */
  get tip() {
    return this.#path.at(-1)?.id ?? null;
  }

  children(id) {
    return this.#children.get(id ?? null) ?? [];
  }

  /** Looks at the branch through this message, from there on at the newest one. */
  select(id) {
    const path = [];
    for (let node = this.#nodes.get(id); node; node = this.#nodes.get(node.parent_id)) {
      path.unshift(node);
    }
    for (let next = this.children(id).at(-1); next; next = this.children(next.id).at(-1)) {
      path.push(next);
    }
    this.#path = path;
  }

  /** Returns the messages that stand in the same place, this one among them, oldest first. */
  siblings(message) {
    return this.children(message.parent_id).filter(other => (other.role === 'user') === (message.role === 'user'));
  }

  /** Returns the branch in turns: the user's message, which may be missing, and all that followed from it. */
  turns() {
    const turns = [];
    for (const message of this.#path) {
      if (message.role === 'user' || turns.length === 0) {
        turns.push({ user: message.role === 'user' ? message : null, answer: [] });
      }
      if (message.role !== 'user') {
        turns.at(-1).answer.push(message);
      }
    }
    return turns;
  }

  /** Returns the messages up to this one as a request sends them. */
  history(id) {
    const end = this.#path.findIndex(message => message.id === id);
    return this.#path.slice(0, end + 1).filter(message => ['user', 'assistant'].includes(message.role) && textOf(message.content))
      .map(({ role, content }) => ({ role, content: role === 'assistant' ? textOf(content) : content }));
  }
}

export function textOf(content) {
  return typeof content === 'string' ? content
    : (content ?? []).filter(part => part.text !== undefined).map(part => part.text).join('\n');
}

/** Returns the URLs of the pictures in it. */
export function picturesOf(content) {
  return typeof content === 'string' ? [] : (content ?? []).filter(part => part.type === 'image_url' || part.type === 'input_image')
    .map(part => part.image_url?.url ?? part.image_url);
}
