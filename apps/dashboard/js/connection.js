// The event stream and what it says about how fresh everything is.
import { get, listen } from './api.js';

export class Connection extends EventTarget {
  status = null;
  isOpen = false;
  isStarting = true;
  #clockAhead = 0; // of the server, in ms
  #stop = null;

  start() {
    get('/status').then((status) => this.#take(status), () => {}); // the stream says it, too
    this.#stop = listen('', {
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
    this.isOpen = true;
    this.isStarting = false;
    this.#tell('liveness');
    // The first time, numbers that were read before the stream began may be old already; later,
    // whatever the server kept for us, it may be another server. Answers that are the same cost
    // next to nothing.
    this.#tell('reset');
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
