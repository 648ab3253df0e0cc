// A SerialPort of streams, at whose other end a scripted board answers, in node and in a browser alike.

const { setTimeout } = globalThis; // a job may put a virtual clock in its place

/** @param answers by command: a list of byte arrays, or a function that yields them without end. */
export class FakePort {
  opened = 0;
  commands = [];
  readable = null;
  writable = null;
  #answers;
  #toPage = null;
  #closed = false;

  constructor(answers) {
    this.#answers = answers;
  }

  async open(options) {
    if (this.readable) throw new DOMException("The port is already open.", "InvalidStateError");
    if (!(options.baudRate > 0)) throw new TypeError("Required member is undefined.");
    this.opened += 1;
    this.#closed = false;
    this.#newStream();
    this.writable = new WritableStream({
      write: (bytes) => {
        this.#hear(new TextDecoder().decode(bytes)); // the write ends before the answer does
      },
    });
  }

  async setSignals(signals) {
    this.signals = signals;
  }

  async close() {
    if (this.readable?.locked || this.writable?.locked) throw new TypeError("Cannot close a locked stream.");
    this.#closed = true;
    this.readable = this.writable = null;
  }

  /** Whether it could be opened now. */
  get isFree() {
    return !this.readable && !this.writable;
  }

  /** The cable is pulled. */
  unplug() {
    const gone = this.#toPage;
    this.readable = null;
    gone.error(new DOMException("The device has been lost.", "NetworkError"));
  }

  /** The computer was too slow: bytes are lost, and the port has another stream. */
  overrun() {
    const old = this.#toPage;
    this.#newStream();
    old.error(new DOMException("Buffer overrun", "BufferOverrunError"));
  }

  /** Nothing comes, until whoever waits has had enough. */
  silence() {
    this.onSilence();
  }

  say(bytes) {
    if (!this.#closed && this.readable) this.#toPage.enqueue(bytes);
  }

  #newStream() {
    this.readable = new ReadableStream({ start: (controller) => (this.#toPage = controller) });
  }

  async #hear(text) {
    for (const command of text.split("\n").filter((each) => each)) {
      this.commands.push(command);
      const count = this.commands.length;
      const answer = this.#answers[command.split(" ")[0]] ?? [];
      for (const bytes of typeof answer === "function" ? answer() : answer) {
        await new Promise((resolve) => setTimeout(resolve)); // as a device, which leaves the page its turn
        if (this.#closed || !this.readable || this.commands.length > count) return;
        if (typeof bytes === "string") this[bytes]();
        else this.say(bytes);
      }
    }
  }
}
