// The event stream and what it says about how fresh everything is.
import { get, listen } from './api.js';

export class Connection extends EventTarget {
  status = null;
  isOpen = false;
  isStarting = true;
  #clockAhead = 0; // of the server, in ms
  #stop = null;
  #wasOpen = false;

  // Resolves when the server has answered or has not; listens from that change on, so that nothing
  // between the first numbers and the stream is missed.
  async start() {
    let isMissed = false;
    try {
      this.#take(await get('/status'));
    } catch {
      isMissed = true;
    }
    const firstId = this.status ? String(this.status.change) : '';
    this.#wasOpen = isMissed;
    this.#stop = listen(firstId, {
      onOpen: () => this.#opened(),
      onMessage: (name, data) => this.#message(name, data),
      onDown: () => this.#down(),
    });
  }

  stop() {
    this.#stop?.();
  }

  // Seconds since the newest event, by the server's clock.
  ageSeconds() {
    if (!this.status?.newest_event) return 0;
    return (Date.now() + this.#clockAhead - Date.parse(this.status.newest_event)) / 1000;
  }

  #take(status) {
    this.status = status;
    this.#clockAhead = Date.parse(status.now) - Date.now();
    this.#tell('status', status);
  }

  #opened() {
    const isAgain = this.#wasOpen;
    this.isOpen = true;
    this.isStarting = false;
    this.#wasOpen = true;
    this.#tell('liveness');
    // Whatever the server kept for us, it may be another server.
    if (isAgain) this.#tell('reset');
  }

  #down() {
    this.isOpen = false;
    this.isStarting = false;
    this.#tell('liveness');
  }

  #message(name, data) {
    if (name === 'status') this.#take(data);
    else this.#tell(name, data);
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
