// Server-Sent Events as the HTML standard frames them, fed piece by piece. EventSource cannot send
// an Authorization header, so we read the stream ourselves.

export class EventParser {
  #rest = '';
  #name = '';
  #data = [];
  lastId = '';

  // The messages {name, data, id} that `text` completes.
  feed(text) {
    const messages = [];
    this.#rest += text;
    // A lone CR at the end may be half of a CRLF.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    for (const line of lines) {
      const message = this.#line(line);
      if (message) messages.push(message);
    }
    return messages;
  }

  #line(line) {
    if (line === '') return this.#finish();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#name = value;
    if (field === 'data') this.#data.push(value);
    if (field === 'id' && !value.includes('\0')) this.lastId = value;
    return null;
  }

  #finish() {
    const message = { name: this.#name || 'message', data: this.#data.join('\n'), id: this.lastId };
    const isEmpty = this.#data.length === 0;
    this.#name = '';
    this.#data = [];
    return isEmpty ? null : message;
  }
}
