import { NullMask } from './null-mask.ts';
import type { Dictionary, DictionaryVector } from './vector.ts';

const capacityInitial = 1024;

/** Grows a vector of codes of a dictionary that is known beforehand. */
export class DictionaryBuilder {
  readonly kind = 'dictionary';
  length = 0;
  readonly #dictionary: Dictionary;
  #codes = new Int32Array(capacityInitial);
  readonly #nulls = new NullMask();

  constructor(dictionary: Dictionary) {
    this.#dictionary = dictionary;
  }

  appendCode(code: number): void {
    if (this.length === this.#codes.length) {
      const grown = new Int32Array(this.#codes.length * 2);
      grown.set(this.#codes);
      this.#codes = grown;
    }
    this.#codes[this.length] = code;
    this.length += 1;
  }

  appendNull(): void {
    this.appendCode(0);
    this.#nulls.mark(this.length - 1, this.#codes.length);
  }

  finish(): DictionaryVector {
    const codes = this.#codes.subarray(0, this.length);
    const nulls = this.#nulls.finish(this.length);
    this.#codes = new Int32Array(this.#codes.length);
    this.length = 0;
    return { kind: 'dictionary', codes, dictionary: this.#dictionary, nulls };
  }
}

/** The dictionary of these texts, their codes in order. Equal ids must mean equal texts. */
export function dictionaryOf(id: string, texts: readonly string[]): Dictionary {
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  const offsets = new Int32Array(texts.length + 1);
  encoded.forEach((text, code) => {
    offsets[code + 1] = (offsets[code] as number) + text.length;
  });
  const bytes = new Uint8Array(offsets[texts.length] as number);
  encoded.forEach((text, code) => {
    bytes.set(text, offsets[code]);
  });
  return { id, offsets, bytes };
}
