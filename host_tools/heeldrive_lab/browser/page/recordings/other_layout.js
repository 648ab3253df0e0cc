// What the page does not read.

import { Fault } from "../faults.js";

/** A file in a layout that the page leaves to `heeldrive import`. */
export class OtherLayout extends Fault {
  constructor() {
    super("heeldrive import reads this layout, the page does not");
  }
}

/** A file without a table of numbers. */
export class NoTable extends OtherLayout {}
