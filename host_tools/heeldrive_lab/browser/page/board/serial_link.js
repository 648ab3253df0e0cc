// A board's serial link over Web Serial: asks, fetches logs and hears what the board reports (docs/link.md).

import { Fault } from "../faults.js";
import { LineReader } from "./lines.js";
import { LIMITS, LINK } from "./tables.js";

const AGAIN = "plug it in and connect again";
const UNPLUGGED = `the board was unplugged: ${AGAIN}`;
const SILENT = `the board does not answer: unplug it, ${AGAIN}`;
const NO_BLOCK = `the board sends no whole block: unplug it, ${AGAIN}`;
const RESTARTED = "the board started a new session: connect again";
const CLOSED = "the link was closed: connect again";
const STRANGER =
  "no Heeldrive answers on this port: a board has two, choose its other one; or reset the board";
const BUSY = "the port is busy: close the other program or page that has it open";
const BUFFER_BYTES = 1 << 16;
const BAUD = 115_200; // the interface wants a rate; USB has its own
// After one of these the port has another stream.
const RECOVERABLE = ["BufferOverrunError", "BreakError", "FramingError", "ParityError"];
const ANSWER_WORDS = ["ok", "error", "heeldrive", "log", "sensor", "setting", "block"];

/** The board is gone or does not answer. The port is closed, and can be opened again. */
export class LinkLost extends Fault {}

/** Let the user choose a board's port; null if they choose none. */
export async function choosePort(serial = navigator.serial) {
  try {
    return await serial.requestPort({ filters: LINK.makers.map((usbVendorId) => ({ usbVendorId })) });
  } catch (error) {
    if (error.name === "NotFoundError") return null;
    throw new Fault(`the browser does not let this page use serial ports (${error.message})`);
  }
}

/** An open link to a board; `hello` holds the cells of its greeting. Make it with `SerialLink.open`. */
export class SerialLink {
  hello = new Map();
  #port;
  #onMessage;
  #onLost;
  #limits;
  #lines = new LineReader();
  #reader = null;
  #writer;
  #request = null; // the command that is being answered
  #turn = Promise.resolve(); // ends with the last command
  #hearsEvents = false;
  #why = ""; // it is closed
  #running;

  /**
   * Open a port and greet the board.
   *
   * @param port a `SerialPort`.
   * @param onMessage called with each message that is no part of an answer; events come in order, once
   *   `reportEventsFrom` has asked for them.
   * @param onLost called with a sentence if the board goes; the port is closed by then.
   * @param limits `answer_ms` for an answer, `block_ms` for a whole block of a log, `blocks` of a log.
   * @throws Fault the port is busy, or no Heeldrive answers.
   */
  static async open(port, { onMessage = () => {}, onLost = () => {}, limits = LIMITS } = {}) {
    try {
      await port.open({ baudRate: BAUD, bufferSize: BUFFER_BYTES });
    } catch (error) {
      throw new Fault(["NetworkError", "InvalidStateError"].includes(error.name) ? BUSY : UNPLUGGED);
    }
    const link = new SerialLink(port, onMessage, limits);
    try {
      // The board takes DTR for a program that listens; not every system raises it on opening.
      await port.setSignals({ dataTerminalReady: true }).catch(() => {});
      link.hello = (await link.#converse("hello", (line) => line.word === "heeldrive", STRANGER)).cells;
      if (Number(link.hello.get("link")) !== LINK.version) {
        throw new Fault(
          `the board uses version ${link.hello.get("link")} of the link protocol, this page version` +
            ` ${LINK.version}: run heeldrive deploy, and load the page again`,
        );
      }
    } catch (error) {
      await link.close();
      throw error instanceof Fault ? error : new LinkLost(UNPLUGGED);
    }
    link.#onLost = onLost;
    return link;
  }

  constructor(port, onMessage, limits) {
    this.#port = port;
    this.#onMessage = onMessage;
    this.#onLost = () => {};
    this.#limits = limits;
    this.#writer = port.writable.getWriter();
    this.#running = this.#run();
  }

  /** Close the port; the board notices. */
  close() {
    return this.#stop(CLOSED);
  }

  /**
   * Send a command; returns the lines of its answer but for the `ok`, which comes last.
   *
   * @throws Fault the board refuses; LinkLost it is gone.
   */
  ask(command) {
    return this.#inTurn(async () => {
      const lines = [];
      const last = await this.#converse(command, (line) => {
        if (lines.push(line) <= LINK.longestAnswer) return false;
        throw new Fault(
          `the answer to ${command.split(" ")[0]} has more than ${LINK.longestAnswer} lines:` +
            " this is no Heeldrive, or it is damaged",
        );
      });
      return [...lines, last];
    });
  }

  /** Make the board report its events from a number on, each once and in order. */
  reportEventsFrom(number) {
    this.#hearsEvents = false;
    return this.#inTurn(() => this.#converse(`events ${number}`));
  }

  /** The logs on the board, the oldest first: `{ id, nonce, blocks, recording }`, with their capacity in blocks. */
  async logs() {
    const lines = (await this.ask("logs")).filter((line) => line.word === "log");
    return lines
      .map((line) => ({
        id: line.integer("id"),
        nonce: line.integer("chance"),
        blocks: line.integer("blocks"),
        recording: line.integer("recording") !== 0,
      }))
      .sort((one, other) => one.id - other.id || one.nonce - other.nonce);
  }

  /**
   * Fetch a log that is not being recorded.
   *
   * @param log one of `logs`.
   * @param onBlock called with the number of each block as it arrives.
   * @param signal an `AbortSignal`: the link stays open.
   * @returns `{ bytes, lost }`: the blocks as in the log file, and a clause if some never arrived whole.
   */
  fetchLog(log, { onBlock = () => {}, signal } = {}) {
    return this.#inTurn(async () => {
      const blocks = new Map();
      let lost = "";
      for (let tries = 0; tries < LINK.tries; tries++) {
        lost = await this.#fetch(log, blocks, onBlock, signal);
        if (!lost) break; // else a line was damaged on its way: the block may come whole the next time
      }
      const bytes = new Uint8Array(blocks.size * LINK.blockBytes);
      const numbers = [...blocks.keys()].sort((one, other) => one - other);
      numbers.forEach((number, at) => bytes.set(blocks.get(number), at * LINK.blockBytes));
      return { bytes, lost };
    });
  }

  async #fetch(log, blocks, onBlock, signal) {
    let number = null;
    let data = new Uint8Array(LINK.blockBytes);
    let length = 0;
    let arrived = 0;
    let until_ms = performance.now() + this.#limits.block_ms;
    const take = (line) => {
      if (performance.now() > until_ms) throw new LinkLost(NO_BLOCK);
      if (line.word !== "block") return false;
      if (line.integer("n", -1) !== number) [number, length] = [line.integer("n", -1), 0];
      const piece = decoded(line.cells.get("data") ?? "");
      if (piece && line.integer("at", -1) === length && length + piece.length <= LINK.blockBytes) {
        data.set(piece, length);
        length += piece.length;
      }
      if (length < LINK.blockBytes) return false;
      arrived += 1;
      if (arrived > this.#limits.blocks) {
        throw new Fault(`log ${log.id} has more than ${this.#limits.blocks} blocks: this is no Heeldrive`);
      }
      until_ms = performance.now() + this.#limits.block_ms;
      blocks.set(number, data);
      onBlock(number);
      [data, length] = [new Uint8Array(LINK.blockBytes), 0];
      return false;
    };
    try {
      const last = await this.#converse(`fetch ${log.id} ${log.nonce} 0`, take, SILENT, signal);
      const sent = last.integer("sent", arrived);
      return sent === arrived ? "" : `${arrived} of the ${sent} blocks that the board sent arrived`;
    } catch (error) {
      // Another command ends a fetch, so that the board stops sending.
      if (!this.#why) await this.#converse("status");
      throw error;
    }
  }

  #inTurn(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /**
   * Send a command and give each line of its answer to `take`, until that returns true or the board is done.
   *
   * @returns the last line. What `take` throws, and the reason of the signal, is thrown.
   */
  #converse(command, take = () => false, silent = SILENT, signal = undefined) {
    const name = command.split(" ")[0];
    return new Promise((resolve, reject) => {
      if (this.#why) throw new LinkLost(this.#why);
      signal?.throwIfAborted();
      let timer;
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => this.#stop(silent), this.#limits.answer_ms);
      };
      const end = (settle, result) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        this.#request = null;
        settle(result);
      };
      const abort = () => end(reject, signal.reason);
      this.#request = {
        fail: (error) => end(reject, error),
        take: (line) => {
          if (name !== "hello") wait();
          if (line.word === "error" && line.rest.startsWith(name)) {
            end(reject, new Fault(`the board says: ${line.rest.replace(/^[^]*?: /, "")}`));
          } else if (line.word === "ok" && (line.rest === name || line.rest.startsWith(`${name} `))) {
            if (name === "events") this.#hearsEvents = true;
            end(resolve, line);
          } else {
            try {
              if (take(line)) end(resolve, line);
            } catch (error) {
              if (error instanceof LinkLost) this.#stop(error.message);
              else end(reject, error);
            }
          }
        },
      };
      signal?.addEventListener("abort", abort);
      wait();
      // The first line feed ends any half-written line.
      this.#writer.write(new TextEncoder().encode(`\n${command}\n`)).catch(() => this.#stop(UNPLUGGED));
    });
  }

  #take(message) {
    const greets = message.word === "heeldrive" && this.hello.size;
    if (greets && message.cells.get("session") !== this.hello.get("session")) {
      this.#stop(RESTARTED);
    } else if (message.number === null && ANSWER_WORDS.includes(message.word)) {
      this.#request?.take(message);
    } else if (message.number === null || this.#hearsEvents) {
      this.#onMessage(message);
    }
  }

  async #run() {
    try {
      await this.#receive();
    } finally {
      this.#why ||= UNPLUGGED;
      this.#writer.releaseLock();
      await this.#port.close().catch(() => {}); // it is gone
      this.#request?.fail(new LinkLost(this.#why));
      if (this.#why !== CLOSED) this.#onLost(this.#why);
    }
  }

  async #receive() {
    while (this.#port.readable && !this.#why) {
      this.#reader = this.#port.readable.getReader();
      try {
        for (let part; !(part = await this.#reader.read()).done && !this.#why; ) {
          for (const message of this.#lines.feed(part.value)) this.#take(message);
        }
        return;
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        if (!RECOVERABLE.includes(error.name)) return;
      } finally {
        this.#reader.releaseLock();
      }
    }
  }

  #stop(why) {
    this.#why ||= why;
    this.#reader?.cancel().catch(() => {});
    return this.#running;
  }
}

/** The bytes of a text in Base64; null if it is none. */
function decoded(text) {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
