// What people have changed, with undo and redo: a drag of a slider is one step.

export class History {
  /** @param start what stands before any change. @param onChange called after every change. */
  constructor(start, onChange) {
    this.now = start;
    this.past = [];
    this.future = [];
    this.open = undefined;
    this.onChange = onChange;
  }

  /** Change what stands; further changes under the same `name` join it until `close`. */
  change(next, name) {
    if (name === undefined || name !== this.open) this.past.push(this.now);
    this.open = name;
    this.future = [];
    this.now = next;
    this.onChange();
  }

  close() {
    this.open = undefined;
  }

  undo() {
    this.step(this.past, this.future);
  }

  redo() {
    this.step(this.future, this.past);
  }

  step(from, to) {
    if (!from.length) return;
    to.push(this.now);
    this.now = from.pop();
    this.close();
    this.onChange();
  }
}
