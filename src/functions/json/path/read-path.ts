import { SqlError, sqlState } from '../../../common/sql-error.ts';
import { PatternCache } from '../../pattern-cache.ts';
import { type PathToken, pathSyntax, pathTokens } from './path-tokens.ts';
import type {
  JsonPath,
  PathMethod,
  PathNode,
  PathPlace,
  PathRange,
  PathStep,
  Predicate,
} from './path-tree.ts';

const paths = new PatternCache<JsonPath>((text) => new PathReader(text).read());

/** The path of a text. @throws SqlError 42601 */
export function jsonPath(text: string): JsonPath {
  return paths.get(text);
}

const methods: readonly string[] = [
  ...['type', 'size', 'keyvalue', 'double', 'number', 'decimal', 'integer', 'bigint'],
  ...['boolean', 'string', 'ceiling', 'floor', 'abs'],
];
/** A path of more tokens is refused: each of them may nest. */
const tokensMax = 500;
const looksMax = 200_000;

const comparisons = ['==', '<>', '<', '<=', '>', '>='] as const;

/** Reads by recursive descent: or, and, not, comparison, sum, product, sign, steps. */
class PathReader {
  readonly #tokens: readonly PathToken[];
  #at = 0;

  /** How many tokens were looked at: what is read twice, within itself, must have an end. */
  #looks = 0;

  constructor(text: string) {
    this.#tokens = pathTokens(text);
    if (this.#tokens.length > tokensMax) throw tooComplex();
  }

  read(): JsonPath {
    const mode = this.#peek().text;
    const hasMode = this.#peek().kind === 'word' && (mode === 'lax' || mode === 'strict');
    if (hasMode) this.#at += 1;
    const root = this.#expressionOrPredicate();
    if (this.#peek().kind !== 'end') throw pathSyntax(this.#peek().text);
    return { strict: hasMode && mode === 'strict', root };
  }

  #peek(ahead = 0): PathToken {
    this.#looks += 1;
    if (this.#looks > looksMax) throw tooComplex();
    return this.#tokens[this.#at + ahead] ?? { kind: 'end', text: '' };
  }

  #takes(text: string): boolean {
    const token = this.#peek();
    if (token.text !== text || token.kind === 'string' || token.kind === 'end') return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw pathSyntax(this.#peek().text);
  }

  /** A predicate on top is a path that answers a truth value. */
  #expressionOrPredicate(): PathNode {
    const start = this.#at;
    try {
      const node = this.#sum();
      if (this.#peek().kind === 'end') return node;
    } catch {
      // What is no expression may be a predicate, whose own error says more.
    }
    this.#at = start;
    return { kind: 'predicate', predicate: this.#or() };
  }

  #or(): Predicate {
    let left = this.#and();
    while (this.#takes('||')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Predicate {
    let left = this.#negation();
    while (this.#takes('&&')) left = { kind: 'and', left, right: this.#negation() };
    return left;
  }

  #negation(): Predicate {
    if (this.#takes('!')) return { kind: 'not', operand: this.#negation() };
    if (this.#peek().text === 'exists' && this.#peek(1).text === '(') {
      this.#at += 2;
      const path = this.#sum();
      this.#expect(')');
      return { kind: 'exists', path };
    }
    return this.#parenthesised() ?? this.#comparison();
  }

  /** A predicate in parentheses; null where they hold an expression. */
  #parenthesised(): Predicate | null {
    const start = this.#at;
    if (!this.#takes('(')) return null;
    try {
      const operand = this.#or();
      this.#expect(')');
      if (this.#takes('is')) {
        this.#expect('unknown');
        return { kind: 'isUnknown', operand };
      }
      return operand;
    } catch {
      this.#at = start;
      return null;
    }
  }

  #comparison(): Predicate {
    const left = this.#sum();
    if (this.#takes('like_regex')) return this.#regex(left);
    if (this.#takes('starts')) {
      this.#expect('with');
      return { kind: 'startsWith', path: left, prefix: this.#primary() };
    }
    const operator = comparisons.find((each) => this.#takes(each));
    if (operator === undefined) throw pathSyntax(this.#peek().text);
    return { kind: 'compare', operator, left, right: this.#sum() };
  }

  #regex(path: PathNode): Predicate {
    const pattern = this.#string();
    const flags = this.#takes('flag') ? this.#string() : '';
    return { kind: 'regex', path, pattern, flags };
  }

  #string(): string {
    const token = this.#peek();
    if (token.kind !== 'string') throw pathSyntax(token.text);
    this.#at += 1;
    return token.text;
  }

  #sum(): PathNode {
    let left = this.#product();
    for (;;) {
      const operator = (['+', '-'] as const).find((each) => this.#takes(each));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#product() };
    }
  }

  #product(): PathNode {
    let left = this.#signed();
    for (;;) {
      const operator = (['*', '/', '%'] as const).find((each) => this.#takes(each));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#signed() };
    }
  }

  #signed(): PathNode {
    const operator = (['+', '-'] as const).find((each) => this.#takes(each));
    return operator === undefined
      ? this.#steps(this.#primary())
      : { kind: 'unary', operator, operand: this.#signed() };
  }

  #primary(): PathNode {
    const { kind, text } = this.#peek();
    this.#at += 1;
    if (kind === 'string') return { kind: 'literal', value: { kind: 'string', value: text } };
    if (kind === 'number') return { kind: 'literal', value: { kind: 'number', text } };
    if (kind === 'variable') return { kind: 'variable', name: text };
    if (kind === 'word' && (text === 'null' || text === 'true' || text === 'false')) {
      return { kind: 'literal', value: { kind: text } };
    }
    if (text === '$') return { kind: 'root' };
    if (text === '@') return { kind: 'current' };
    if (text !== '(') throw pathSyntax(text);
    const node = this.#sum();
    this.#expect(')');
    return node;
  }

  #steps(start: PathNode): PathNode {
    let of = start;
    for (;;) {
      const step = this.#step();
      if (step === null) return of;
      of = { kind: 'step', of, step };
    }
  }

  #step(): PathStep | null {
    if (this.#takes('.')) return this.#afterDot();
    if (this.#takes('[')) return this.#elements();
    if (!this.#takes('?')) return null;
    this.#expect('(');
    const predicate = this.#or();
    this.#expect(')');
    return { kind: 'filter', predicate };
  }

  #afterDot(): PathStep {
    if (this.#takes('**')) return this.#depth();
    if (this.#takes('*')) return { kind: 'anyMember' };
    const { kind, text } = this.#peek();
    if (kind !== 'word' && kind !== 'string') throw pathSyntax(text);
    this.#at += 1;
    if (kind === 'word' && methods.includes(text) && this.#takes('(')) {
      this.#expect(')');
      return { kind: 'method', name: text as PathMethod };
    }
    return { kind: 'member', key: text };
  }

  /** The levels behind `**`: all of them where nothing is said. */
  #depth(): PathStep {
    if (!this.#takes('{')) return { kind: 'anyDepth', from: 0, to: null };
    const from = this.#level();
    const to = this.#takes('to') ? this.#level() : from;
    this.#expect('}');
    return { kind: 'anyDepth', from, to };
  }

  #level(): number | null {
    return this.#takes('last') ? null : this.#integer();
  }

  #elements(): PathStep {
    if (this.#takes('*')) {
      this.#expect(']');
      return { kind: 'anyElement' };
    }
    const ranges: PathRange[] = [];
    do {
      const from = this.#place();
      ranges.push({ from, to: this.#takes('to') ? this.#place() : null });
    } while (this.#takes(','));
    this.#expect(']');
    return { kind: 'elements', ranges };
  }

  #place(): PathPlace {
    if (!this.#takes('last')) return { last: false, offset: this.#integer() };
    return { last: true, offset: this.#takes('-') ? -this.#integer() : 0 };
  }

  #integer(): number {
    const sign = this.#takes('-') ? -1 : 1;
    const { kind, text } = this.#peek();
    if (kind !== 'number') throw pathSyntax(text);
    this.#at += 1;
    return sign * Math.trunc(Number(text));
  }
}

function tooComplex(): SqlError {
  return new SqlError(sqlState.statementTooComplex, 'jsonpath is too complex');
}
