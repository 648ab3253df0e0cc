// Decodes the frames of samples in a block of a board's log (docs/file-format.md).

/** A block with a valid CRC but contents that no firmware writes. */
export class DamagedBlock extends Error {}

/** What decodes the frames of a block, from its first sample on. */
export function framesOf({ version, base }) {
  return version === 1 ? new WidthFrames(base) : new RiceFrames(base, version);
}

/** Bits from a place in the records on, the largest first. */
class Bits {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.place = 8 * at;
    this.end = 8 * bytes.length;
  }

  take(count) {
    if (this.place + count > this.end) throw new DamagedBlock();
    let number = 0;
    for (; count > 0; count--, this.place++) {
      number = (number << 1) | ((this.bytes[this.place >> 3] >> (7 - (this.place & 7))) & 1);
    }
    return number;
  }

  get nextByte() {
    return (this.place + 7) >> 3;
  }
}

function signed(zigzag) {
  return (zigzag >> 1) ^ -(zigzag & 1);
}

/** Version 1: a head with a width for each channel, then numbers of these widths. */
class WidthFrames {
  constructor(base) {
    this.t_ms = base[0];
    this.before = base.slice(1).map((count) => [count, count, count]);
  }

  decode(records, at, count) {
    if (at + 5 > records.length) throw new DamagedBlock();
    const bits = new Bits(records, at + 5);
    const columns = [];
    for (let channel = 0; channel < 7; channel++) {
      const width = (records[at + 1 + (channel >> 1)] >> (4 * (channel % 2))) & 15;
      columns.push(Array.from({ length: count }, () => bits.take(width === 15 ? 16 : width)));
    }
    const rows = columns[0].map((step) => [(this.t_ms += records[at] + step)]);
    this.before.forEach((before, axis) => {
      columns[axis + 1].forEach((miss, row) => {
        const [x3, x2, x1] = before;
        const x = ((x1 + ((x1 - x3) >> 1) + signed(miss) + 0x8000) & 0xffff) - 0x8000;
        before.splice(0, 3, x2, x1, x);
        rows[row].push(x);
      });
    });
    return [rows, bits.nextByte];
  }

  end() {
    return [this.t_ms, ...this.before.map((before) => before[2])];
  }
}

const ZEROS = 10;
const RAW_BITS = 13;
const CHANGED = 0x1000;
const SHAPES = {
  2: { groups: [[0, 1, 2, 3, 4, 5]], riceSize: 24, firstSize: 192, largestRice: 12, fine: [0, 0, 0, 0, 0, 0] },
  3: { groups: [[0, 1, 2], [3, 4, 5]], riceSize: 10, firstSize: 96, largestRice: 13, fine: [4, 4, 4, 5, 5, 5] },
};
const COARSE = [6, 6, 6, 6, 6, 6];

/** Versions 2 and 3: Rice codes, sample by sample, with parameters that follow from the samples before. */
class RiceFrames {
  constructor(base, version) {
    [this.t_ms, ...this.last] = base;
    this.before = this.last;
    this.version = version;
    this.shape = SHAPES[version];
    this.step_ms = 19;
    this.sizes = this.shape.groups.map(() => this.shape.firstSize);
    this.bits = this.shape.fine;
  }

  decode(records, at, count) {
    const bits = new Bits(records, at);
    const rows = [];
    for (let sample = 0; sample < count; sample++) {
      this.t_ms += this.step(...code(bits, 0));
      const counts = [];
      this.shape.groups.forEach((axes, group) => {
        let rice = 0;
        while (this.shape.riceSize << rice < this.sizes[group] && rice < this.shape.largestRice) rice++;
        this.sizes[group] >>= 1;
        for (const axis of axes) {
          const shift = this.bits[axis];
          const expected = (this.last[axis] + ((this.last[axis] - this.before[axis]) >> 1)) >> shift;
          let [number, raw] = code(bits, rice);
          let x;
          if (raw) {
            x = ((number + 0x1000) & 0x1fff) - 0x1000;
            const miss = x - expected;
            number = miss >= 0 ? miss << 1 : ~(miss << 1);
          } else {
            x = expected + signed(number);
          }
          this.sizes[group] += number;
          counts.push((x << shift) | ((1 << shift) >> 1));
        }
      });
      this.before = this.last;
      this.last = counts;
      rows.push(this.row());
    }
    return [rows, bits.nextByte];
  }

  end() {
    return [this.t_ms, ...this.last];
  }

  row() {
    if (this.version === 3) return this.end();
    const middle = (count, axis) => (axis < 3 ? (count << 4) | 8 : (count << 3) | 4);
    return [this.t_ms, ...this.last.map(middle)];
  }

  step(number, raw) {
    if (this.version === 2) {
      if (!raw && number <= 1) return this.step_ms + number;
      return (this.step_ms = number);
    }
    if (raw ? number & CHANGED : number > 1) {
      this.bits = this.bits === this.shape.fine ? COARSE : this.shape.fine;
    }
    if (!raw) return this.step_ms + (number & 1);
    return (this.step_ms = number & ~CHANGED);
  }
}

/** A Rice code: the number, and whether it stands there raw. */
function code(bits, rice) {
  let zeros = 0;
  while (zeros < ZEROS && !bits.take(1)) zeros++;
  return zeros === ZEROS ? [bits.take(RAW_BITS), true] : [(zeros << rice) | bits.take(rice), false];
}
