import { SqlError, sqlState } from '../../common/sql-error.ts';

/** A piece of a number's pattern: a word of it, or text that stands for itself. */
export type NumberNode =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'text'; readonly text: string };

/** Where the sign that S asks for stands. */
type SignPlace = 'none' | 'before' | 'after';

/** A number's pattern taken apart (PostgreSQL's NUMDesc). */
export type NumberFormat = {
  readonly nodes: readonly NumberNode[];
  /** Digits before and behind the point; those that V shifts by, which are among the ones before. */
  readonly pre: number;
  readonly post: number;
  readonly multi: number;
  /** The place of the first digit that is shown as 0, or −1; and behind the last one. */
  readonly zeroStart: number;
  readonly zeroEnd: number;
  readonly flags: ReadonlySet<NumberFlag>;
  readonly sign: SignPlace;
};

export type NumberFlag =
  | 'decimal'
  | 'fill'
  | 'bracket'
  | 'minus'
  | 'plus'
  | 'roman'
  | 'shift'
  | 'exponent';

const words =
  /^(?:EEEE|FM|MI|PL|PR|RN|rn|SG|SP|TH|th|[,.09BCDGLSV])|^(?:eeee|fm|mi|pl|pr|sg|sp|[bcdglsv])/;

/** Reads a number's pattern. @throws SqlError 42601 */
export function readNumberFormat(pattern: string): NumberFormat {
  const nodes = readNodes(pattern);
  const builder = new FormatBuilder();
  for (const node of nodes) if (node.kind === 'word') builder.add(node.word);
  return builder.build(nodes);
}

function readNodes(pattern: string): NumberNode[] {
  const nodes: NumberNode[] = [];
  let at = 0;
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const word = words.exec(rest)?.[0];
    const quoted = /^"((?:[^"\\]|\\[\s\S])*)"?/.exec(rest);
    const text = quoted?.[0] ?? /^\\[\s\S]/.exec(rest)?.[0] ?? (rest[0] as string);
    if (word !== undefined) {
      nodes.push({
        kind: 'word',
        word: word === 'rn' || word === 'th' ? word : word.toUpperCase(),
      });
    } else {
      const shown = quoted?.[1] ?? text;
      nodes.push({ kind: 'text', text: shown.replace(/\\([\s\S])/g, '$1') });
    }
    at += word?.length ?? text.length;
  }
  return nodes;
}

/** Counts digits and checks that the words of a pattern go together. */
class FormatBuilder {
  readonly #flags = new Set<NumberFlag>();
  #pre = 0;
  #post = 0;
  #multi = 0;
  #zeroStart = -1;
  #zeroEnd = 0;
  #sign: SignPlace = 'none';
  #preSign = 0;

  /** @throws SqlError 42601 */
  add(word: string): void {
    if (this.#flags.has('exponent')) throw wrong('"EEEE" must be the last pattern used');
    if (word === '9' || word === '0') this.#digit(word);
    else if (word === '.' || word === 'D') this.#point();
    else if (word === 'S') this.#signed();
    else this.#mark(word);
  }

  build(nodes: readonly NumberNode[]): NumberFormat {
    const sign = this.#sign === 'before' && this.#pre === this.#preSign ? 'after' : this.#sign;
    return {
      nodes,
      pre: this.#pre + this.#multi,
      post: this.#post,
      multi: this.#multi,
      zeroStart: this.#zeroStart,
      zeroEnd: this.#zeroEnd,
      flags: this.#flags,
      sign,
    };
  }

  #digit(word: '9' | '0'): void {
    if (this.#flags.has('bracket')) throw wrong(`"${word}" must be ahead of "PR"`);
    const decimal = this.#flags.has('decimal');
    if (word === '9' && this.#flags.has('shift')) {
      this.#multi += 1;
      return;
    }
    if (word === '0' && this.#zeroStart < 0 && !decimal) this.#zeroStart = this.#pre;
    if (decimal) this.#post += 1;
    else this.#pre += 1;
    if (word === '0') this.#zeroEnd = this.#pre + this.#post;
  }

  #point(): void {
    if (this.#flags.has('decimal')) throw wrong('multiple decimal points');
    if (this.#flags.has('shift')) throw wrong('cannot use "V" and decimal point together');
    this.#flags.add('decimal');
  }

  #signed(): void {
    if (this.#sign !== 'none') throw wrong('cannot use "S" twice');
    if (this.#has('plus', 'minus', 'bracket')) {
      throw wrong('cannot use "S" and "PL"/"MI"/"SG"/"PR" together');
    }
    this.#sign = this.#flags.has('decimal') ? 'after' : 'before';
    this.#preSign = this.#pre;
  }

  #mark(word: string): void {
    const flags = marks[word] ?? [];
    const signs = word === 'MI' || word === 'PL' || word === 'SG';
    if (signs && this.#sign !== 'none') throw wrong(`cannot use "S" and "${word}" together`);
    if (word === 'PR' && (this.#sign !== 'none' || this.#has('plus', 'minus'))) {
      throw wrong('cannot use "PR" and "S"/"PL"/"MI"/"SG" together');
    }
    if (word === 'V' && this.#has('decimal')) {
      throw wrong('cannot use "V" and decimal point together');
    }
    const others: NumberFlag[] = ['fill', 'bracket', 'minus', 'plus', 'roman', 'shift'];
    if (word === 'EEEE' && (this.#sign !== 'none' || this.#has(...others))) {
      throw wrong('"EEEE" is incompatible with other formats');
    }
    for (const flag of flags) this.#flags.add(flag);
  }

  #has(...flags: readonly NumberFlag[]): boolean {
    return flags.some((flag) => this.#flags.has(flag));
  }
}

const marks: Readonly<Record<string, readonly NumberFlag[]>> = {
  FM: ['fill'],
  MI: ['minus'],
  PL: ['plus'],
  SG: ['minus', 'plus'],
  PR: ['bracket'],
  RN: ['roman'],
  rn: ['roman'],
  V: ['shift'],
  EEEE: ['exponent'],
};

function wrong(message: string): SqlError {
  return new SqlError(sqlState.syntaxError, message);
}
