import type { TokenType } from 'chevrotain';
import type { Automaton, State } from './automaton.ts';

/** A rule being read: how far it is, and where it began. */
type Item = { readonly state: State; readonly origin: Place };

/**
 * A place between two tokens, with every way in which the grammar can have come there: an Earley
 * set. Grows with the depth of the text, not its length.
 */
export class Place {
  readonly #recognizer: Recognizer;
  readonly #number: number;
  readonly items: Item[] = [];
  readonly #known = new Set<number>();
  /** Who goes on when a rule that begins here ends, by the rule's number. */
  readonly #waiting = new Map<number, Item[]>();
  /** Rules that have begun here and can end here at once. */
  readonly #empty = new Set<number>();

  constructor(recognizer: Recognizer, number: number) {
    this.#recognizer = recognizer;
    this.#number = number;
  }

  add(state: State, origin: Place): void {
    const key = origin.#number * this.#recognizer.stateCount + state.index;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.items.push({ state, origin });
  }

  /** Follows everything that needs no token. */
  close(): void {
    for (let at = 0; at < this.items.length; at += 1) {
      const { state, origin } = this.items[at] as Item;
      for (const same of state.same) this.add(same, origin);
      for (const { rule, to } of state.calls) this.#call(rule, { state: to, origin });
      if (state.isFinal) this.#finish(state.rule, origin);
    }
  }

  #call(rule: number, then: Item): void {
    const waiting = this.#waiting.get(rule);
    if (waiting === undefined) {
      this.#waiting.set(rule, [then]);
      this.add(this.#recognizer.startOf(rule), this);
      return;
    }
    waiting.push(then);
    if (this.#empty.has(rule)) this.add(then.state, then.origin);
  }

  #finish(rule: number, origin: Place): void {
    if (origin === this) this.#empty.add(rule);
    for (const { state, origin: further } of origin.#waiting.get(rule) ?? []) {
      this.add(state, further);
    }
  }

  /** The token types that can come next. */
  expected(): ReadonlySet<TokenType> {
    return new Set(this.items.flatMap(({ state }) => state.tokens.map(({ type }) => type)));
  }
}

/**
 * Tells for any sequence of tokens whether it can begin a text of the grammar, and what can follow
 * it (Earley, "An efficient context-free parsing algorithm", 1970). The parser proper only says
 * that a text is wrong; this says where, and what would be right.
 */
export class Recognizer {
  readonly #automaton: Automaton;
  readonly #rule: number;
  readonly #start: Place;
  #places = 0;

  constructor(automaton: Automaton, rule: string) {
    this.#automaton = automaton;
    this.#rule = automaton.ruleNumbers.get(rule) as number;
    this.#start = this.#place();
    this.#start.add(this.startOf(this.#rule), this.#start);
    this.#start.close();
  }

  get stateCount(): number {
    return this.#automaton.stateCount;
  }

  startOf(rule: number): State {
    return this.#automaton.starts[rule] as State;
  }

  /** Before the first token. */
  get start(): Place {
    return this.#start;
  }

  /** The place behind one more token; null when it cannot stand there. */
  step(place: Place, type: TokenType): Place | null {
    return this.#advance(place, (wanted) => matches(type, wanted));
  }

  /** The place behind a token that is missing, whichever it is. */
  skip(place: Place): Place | null {
    return this.#advance(place, () => true);
  }

  /** Whether the text may end there. */
  mayEnd(place: Place): boolean {
    return place.items.some(
      ({ state, origin }) => origin === this.#start && state.isFinal && state.rule === this.#rule,
    );
  }

  #advance(place: Place, accepts: (wanted: TokenType) => boolean): Place | null {
    const next = this.#place();
    for (const { state, origin } of place.items) {
      for (const { type, to } of state.tokens) if (accepts(type)) next.add(to, origin);
    }
    if (next.items.length === 0) return null;
    next.close();
    return next;
  }

  #place(): Place {
    const number = this.#places;
    this.#places += 1;
    return new Place(this, number);
  }
}

/** Whether a token of a type can stand where another, or a category, is wanted. */
export function matches(type: TokenType, wanted: TokenType): boolean {
  return type === wanted || wanted.categoryMatchesMap?.[type.tokenTypeIdx as number] === true;
}
