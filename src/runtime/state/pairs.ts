/** Pairs of rows by their numbers: the n-th is left[n] and right[n]. */
export type RowPairs = { readonly left: Int32Array; readonly right: Int32Array };

/** A growing list of row pairs. */
export class Pairs {
  #left = new Int32Array(64);
  #right = new Int32Array(64);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get left(): Int32Array {
    return this.#left.subarray(0, this.#count);
  }

  get right(): Int32Array {
    return this.#right.subarray(0, this.#count);
  }

  push(left: number, right: number): void {
    if (this.#count === this.#left.length) {
      this.#left = doubled(this.#left);
      this.#right = doubled(this.#right);
    }
    this.#left[this.#count] = left;
    this.#right[this.#count] = right;
    this.#count += 1;
  }
}

function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
