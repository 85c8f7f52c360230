import type { TokenType } from 'chevrotain';
import type { Place, Recognizer } from './recognizer.ts';
import { type StatementTokens, tokenAt } from './statement-tokens.ts';
import { keywordMeant } from './suggestion.ts';

/** A place where a statement stops being right. */
export type Fault = {
  /** The token that cannot stand there; behind the last one, the end is what is wrong. */
  readonly index: number;
  /** What could stand there instead. */
  readonly expected: ReadonlySet<TokenType>;
  readonly mayEnd: boolean;
  /** The keyword that the token was probably meant to be. */
  readonly meant: TokenType | null;
};

/** Where reading goes on behind a fault. */
type Resumption = { readonly place: Place; readonly index: number };

/** So many tokens must fit behind a fault before reading goes on there. */
const fittingMin = 3;
const faultsMax = 10;

/**
 * All faults of a statement, in order. Behind each one reading goes on as if the text had been put
 * right with the least change: a keyword's spelling, a token more, a token less; else further down.
 */
export function diagnose(statement: StatementTokens, recognizer: Recognizer): readonly Fault[] {
  return new Diagnosis(statement, recognizer).run();
}

class Diagnosis {
  readonly #statement: StatementTokens;
  readonly #recognizer: Recognizer;
  /** The place before each token that was read. */
  readonly #places: Place[] = [];
  readonly #faults: Fault[] = [];

  constructor(statement: StatementTokens, recognizer: Recognizer) {
    this.#statement = statement;
    this.#recognizer = recognizer;
  }

  run(): readonly Fault[] {
    let next: Resumption | null = { place: this.#recognizer.start, index: 0 };
    while (next !== null && this.#faults.length < faultsMax) {
      const stop = this.#readFrom(next);
      next = this.#isDone(stop) ? null : this.#pass(stop);
    }
    return this.#faults;
  }

  get #length(): number {
    return this.#statement.tokens.length;
  }

  #readFrom({ place, index }: Resumption): Resumption {
    let here = place;
    for (let at = index; at < this.#length; at += 1) {
      this.#places[at] = here;
      const next = this.#step(here, at);
      if (next === null) return { place: here, index: at };
      here = next;
    }
    return { place: here, index: this.#length };
  }

  #step(place: Place, index: number): Place | null {
    const token = this.#statement.tokens[index];
    return token === undefined ? null : this.#recognizer.step(place, token.tokenType);
  }

  #isDone({ place, index }: Resumption): boolean {
    return index === this.#length && this.#recognizer.mayEnd(place);
  }

  /** Notes the fault at a place, and finds where to go on; null when nothing further fits. */
  #pass(stop: Resumption): Resumption | null {
    const slip = this.#slip(stop, 0) ?? this.#slip(stop, 1);
    if (slip !== null) {
      this.#note(slip.index, slip.place, slip.meant);
      return { place: slip.behind, index: slip.index + 1 };
    }
    this.#note(stop.index, stop.place, null);
    return stop.index === this.#length ? null : this.#resumption(stop);
  }

  #note(index: number, place: Place, meant: TokenType | null): void {
    const mayEnd = this.#recognizer.mayEnd(place);
    this.#faults.push({ index, expected: place.expected(), mayEnd, meant });
  }

  /**
   * A misspelt keyword at the fault or `back` tokens before it, where it was taken for an alias:
   * the text must go on when it is put right.
   */
  #slip(stop: Resumption, back: number) {
    const index = stop.index - back;
    const token = tokenAt(this.#statement, index);
    const place = back === 0 ? stop.place : this.#places[index];
    if (token === null || place === undefined || index >= this.#length) return null;
    const meant = keywordMeant(token, place.expected());
    const behind = meant === null ? null : this.#recognizer.step(place, meant);
    if (meant === null || behind === null) return null;
    return this.#fits(behind, index + 1, back + 1) ? { index, place, meant, behind } : null;
  }

  /** Whether so many further tokens, or all that are left, can follow. */
  #fits(place: Place, index: number, count: number): boolean {
    let here = place;
    for (let at = index; at < index + count; at += 1) {
      if (at >= this.#length) return at === this.#length && this.#recognizer.mayEnd(here);
      const next = this.#step(here, at);
      if (next === null) return false;
      here = next;
    }
    return true;
  }

  #resumption({ place, index }: Resumption): Resumption | null {
    const missing = this.#recognizer.skip(place);
    const twoMissing = missing === null ? null : this.#recognizer.skip(missing);
    const candidates = [missing, place, twoMissing];
    for (let at = index; at < this.#length; at += 1) {
      for (const candidate of candidates) {
        if (candidate !== null && this.#fits(candidate, at, fittingMin)) {
          return { place: candidate, index: at };
        }
      }
    }
    return null;
  }
}
