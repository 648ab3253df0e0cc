// A SerialPort on a terminal device, for node.

import fs from "node:fs";

const { O_RDWR, O_NOCTTY, O_NONBLOCK } = fs.constants;
const LOOK_MS = 1;

export class TerminalPort {
  readable = null;
  writable = null;
  #path;
  #file = null;

  constructor(path) {
    this.#path = path;
  }

  async open() {
    try {
      this.#file = fs.openSync(this.#path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    } catch {
      throw new DOMException("Failed to open serial port.", "NotFoundError");
    }
    const file = this.#file;
    const buffer = new Uint8Array(4096);
    this.readable = new ReadableStream({
      pull: (controller) => {
        return new Promise((resolve) => {
          const look = () => {
            let count;
            try {
              if (this.#file !== file) return resolve(); // it was closed
              count = fs.readSync(file, buffer);
            } catch (error) {
              if (error.code === "EAGAIN") return setTimeout(look, LOOK_MS);
              count = 0;
            }
            if (count) controller.enqueue(buffer.slice(0, count));
            else this.#lose(controller);
            resolve();
          };
          look();
        });
      },
    });
    this.writable = new WritableStream({
      write: (bytes) => {
        try {
          fs.writeSync(file, bytes);
        } catch {
          throw new DOMException("The device has been lost.", "NetworkError");
        }
      },
    });
  }

  async setSignals() {}

  async close() {
    if (this.readable?.locked || this.writable?.locked) throw new TypeError("Cannot close a locked stream.");
    this.readable = this.writable = null;
    if (this.#file !== null) fs.closeSync(this.#file);
    this.#file = null;
  }

  #lose(controller) {
    this.readable = null;
    controller.error(new DOMException("The device has been lost.", "NetworkError"));
  }
}
