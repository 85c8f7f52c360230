import { SqlError } from '../../../common/sql-error.ts';
import {
  addDecimals,
  compareDecimals,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  remainderDecimals,
} from '../../../data/decimal.ts';
import type { Decimal } from '../../../data/decimal-text.ts';
import { type JsonTree, jsonNull } from '../../../data/json-tree.ts';
import { compareText } from '../../../data/text-bytes.ts';
import { compileRegex } from '../../regex/compile-regex.ts';
import { applyMethod, jsonNumber, keyValues } from './path-methods.ts';
import type {
  JsonPath,
  PathMethod,
  PathNode,
  PathPlace,
  PathRange,
  PathStep,
  Predicate,
} from './path-tree.ts';

type Items = readonly JsonTree[];

/** What a predicate says; null is unknown. */
type Truth = boolean | null;

/**
 * The values that a path finds in a JSON value. In lax mode what does not fit finds nothing; in
 * strict mode it fails. @throws SqlError 22033, 22036, 22038 to 2203C, 42704
 */
export function evaluatePath(path: JsonPath, root: JsonTree, variables: JsonTree): Items {
  return new PathRun(path.strict, root, variables).items(path.root, root);
}

/** Runs one path over one value. */
class PathRun {
  readonly #strict: boolean;
  readonly #root: JsonTree;
  readonly #variables: JsonTree;

  constructor(strict: boolean, root: JsonTree, variables: JsonTree) {
    this.#strict = strict;
    this.#root = root;
    this.#variables = variables;
  }

  items(node: PathNode, current: JsonTree): Items {
    switch (node.kind) {
      case 'root':
        return [this.#root];
      case 'current':
        return [current];
      case 'literal':
        return [node.value];
      case 'variable':
        return [this.#variable(node.name)];
      case 'step':
        return this.items(node.of, current).flatMap((item) => this.#step(node.step, item));
      case 'predicate':
        return [truthJson(this.#truth(node.predicate, current))];
      case 'unary':
        return this.#unwrapped(this.items(node.operand, current)).map((item) => {
          const value = numberOf(item, 'unary jsonpath operator');
          return jsonNumber(node.operator === '-' ? negateDecimal(value) : value);
        });
      case 'binary':
        return [this.#arithmetic(node, current)];
    }
  }

  #variable(name: string): JsonTree {
    const found = this.#variables.kind === 'object' ? this.#variables.members.get(name) : undefined;
    if (found !== undefined) return found;
    throw new SqlError('42704', `could not find jsonpath variable "${name}"`);
  }

  /** In lax mode the elements of arrays stand for them. */
  #unwrapped(items: Items): Items {
    if (this.#strict) return items;
    return items.flatMap((item) => (item.kind === 'array' ? item.items : [item]));
  }

  #step(step: PathStep, item: JsonTree): Items {
    switch (step.kind) {
      case 'member':
        return this.#unwrapped([item]).flatMap((each) => this.#member(each, step.key));
      case 'anyMember':
        return this.#unwrapped([item]).flatMap((each) =>
          each.kind === 'object'
            ? [...each.members.values()]
            : this.#misfit(
                '2203C',
                'jsonpath wildcard member accessor can only be applied to an object',
              ),
        );
      case 'anyElement':
        if (item.kind === 'array') return item.items;
        return this.#strict
          ? this.#misfit(
              '22039',
              'jsonpath wildcard array accessor can only be applied to an array',
            )
          : [item];
      case 'elements':
        return this.#elements(item, step.ranges);
      case 'anyDepth':
        return depthsOf(item, step.from, step.to);
      case 'filter':
        return this.#unwrapped([item]).filter((each) => this.#truth(step.predicate, each) === true);
      case 'method':
        return this.#method(item, step.name);
    }
  }

  #member(item: JsonTree, key: string): Items {
    if (item.kind !== 'object') {
      return this.#misfit('2203A', 'jsonpath member accessor can only be applied to an object');
    }
    const found = item.members.get(key);
    return found === undefined
      ? this.#misfit('2203A', `JSON object does not contain key "${key}"`)
      : [found];
  }

  #misfit(code: string, message: string): Items {
    if (this.#strict) throw new SqlError(code, message);
    return [];
  }

  #elements(item: JsonTree, ranges: readonly PathRange[]): Items {
    if (item.kind !== 'array' && this.#strict) {
      return this.#misfit('22039', 'jsonpath array accessor can only be applied to an array');
    }
    const items = item.kind === 'array' ? item.items : [item];
    return ranges.flatMap(({ from, to }) => {
      const first = placeIn(from, items.length);
      const last = to === null ? first : placeIn(to, items.length);
      const outside = first < 0 || first > last || last >= items.length;
      if (outside && this.#strict) {
        return this.#misfit('22033', 'jsonpath array subscript is out of bounds');
      }
      return items.slice(Math.max(first, 0), Math.max(last + 1, 0));
    });
  }

  #method(item: JsonTree, name: PathMethod): Items {
    if (name === 'type') return [{ kind: 'string', value: typeOf(item) }];
    if (name === 'size') {
      if (item.kind === 'array') return [wholeNumber(item.items.length)];
      return this.#strict
        ? this.#misfit('22039', 'jsonpath item method .size() can only be applied to an array')
        : [wholeNumber(1)];
    }
    if (name !== 'keyvalue') {
      return this.#unwrapped([item]).map((each) => applyMethod(each, name));
    }
    return this.#unwrapped([item]).flatMap((each) => {
      if (each.kind === 'object') return keyValues(each);
      throw new SqlError(
        '2203C',
        'jsonpath item method .keyvalue() can only be applied to an object',
      );
    });
  }

  #arithmetic(node: Extract<PathNode, { kind: 'binary' }>, current: JsonTree): JsonTree {
    const [left, right] = ([node.left, node.right] as const).map((side, i) => {
      const items = this.#unwrapped(this.items(side, current));
      const place = i === 0 ? 'left' : 'right';
      const what = `${place} operand of jsonpath operator ${node.operator}`;
      if (items.length === 1) return numberOf(items[0] ?? jsonNull, what);
      throw new SqlError('22038', `${what} is not a single numeric value`);
    }) as [Decimal, Decimal];
    return jsonNumber(arithmetic[node.operator](left, right));
  }

  #truth(predicate: Predicate, current: JsonTree): Truth {
    switch (predicate.kind) {
      case 'and': {
        const left = this.#truth(predicate.left, current);
        return left === false ? false : both(left, this.#truth(predicate.right, current));
      }
      case 'or': {
        const left = this.#truth(predicate.left, current);
        return left === true ? true : either(left, this.#truth(predicate.right, current));
      }
      case 'not': {
        const operand = this.#truth(predicate.operand, current);
        return operand === null ? null : !operand;
      }
      case 'isUnknown':
        return this.#truth(predicate.operand, current) === null;
      default:
        return this.#guarded(predicate, current);
    }
  }

  /** An error of an operand makes its predicate unknown. */
  #guarded(
    predicate: Extract<Predicate, { kind: 'compare' | 'exists' | 'regex' | 'startsWith' }>,
    current: JsonTree,
  ): Truth {
    try {
      return this.#simple(predicate, current);
    } catch (error) {
      if (error instanceof SqlError && error.code.startsWith('22')) return null;
      throw error;
    }
  }

  #simple(
    predicate: Extract<Predicate, { kind: 'compare' | 'exists' | 'regex' | 'startsWith' }>,
    current: JsonTree,
  ): Truth {
    if (predicate.kind === 'exists') return this.items(predicate.path, current).length > 0;
    const subject = predicate.kind === 'compare' ? predicate.left : predicate.path;
    const items = this.#unwrapped(this.items(subject, current));
    if (predicate.kind === 'regex') {
      const { regex } = compileRegex(predicate.pattern, predicate.flags);
      return some(items, (item) => (item.kind === 'string' ? regex.test(item.value) : null));
    }
    const others = this.#unwrapped(
      this.items(predicate.kind === 'compare' ? predicate.right : predicate.prefix, current),
    );
    return some(items, (item) =>
      some(others, (other) =>
        predicate.kind === 'compare'
          ? compare(item, other, predicate.operator)
          : startsWith(item, other),
      ),
    );
  }
}

/** True when one is, else unknown when one is. */
function some(items: Items, test: (item: JsonTree) => Truth): Truth {
  let result: Truth = false;
  for (const item of items) {
    const truth = test(item);
    if (truth === true) return true;
    if (truth === null) result = null;
  }
  return result;
}

function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

function either(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}

function truthJson(truth: Truth): JsonTree {
  if (truth === null) return jsonNull;
  return { kind: truth ? 'true' : 'false' };
}

function placeIn({ last, offset }: PathPlace, length: number): number {
  return last ? length - 1 + offset : offset;
}

/** What lies from so many to so many levels below a value, each before its parts; null is the last level. */
function depthsOf(item: JsonTree, from: number | null, to: number | null): JsonTree[] {
  const found: JsonTree[] = [];
  const walk = (each: JsonTree, level: number): void => {
    const parts = partsOf(each);
    const isFar = from === null ? parts.length === 0 : level >= from;
    if (isFar) found.push(each);
    if (to !== null && level >= to) return;
    for (const part of parts) walk(part, level + 1);
  };
  walk(item, 0);
  return found;
}

function partsOf(item: JsonTree): readonly JsonTree[] {
  if (item.kind === 'array') return item.items;
  return item.kind === 'object' ? [...item.members.values()] : [];
}

function typeOf({ kind }: JsonTree): string {
  return kind === 'true' || kind === 'false' ? 'boolean' : kind;
}

function wholeNumber(value: number): JsonTree {
  return { kind: 'number', text: String(value) };
}

/** @throws SqlError 22038 */
function numberOf(item: JsonTree, what: string): Decimal {
  const value = item.kind === 'number' ? parseDecimal(item.text) : null;
  if (value !== null) return value;
  if (!what.startsWith('unary'))
    throw new SqlError('22038', `${what} is not a single numeric value`);
  throw new SqlError('2203B', `operand of ${what} is not a numeric value`);
}

const arithmetic: Readonly<
  Record<'+' | '-' | '*' | '/' | '%', (a: Decimal, b: Decimal) => Decimal>
> = {
  '+': addDecimals,
  '-': (a, b) => addDecimals(a, negateDecimal(b)),
  '*': multiplyDecimals,
  '/': divideDecimals,
  '%': remainderDecimals,
};

/** Values of different kinds are unequal to null alone, else not comparable. */
function compare(a: JsonTree, b: JsonTree, operator: string): Truth {
  const order = orderOf(a, b);
  if (order === null) {
    const oneNull = (a.kind === 'null') !== (b.kind === 'null');
    return oneNull ? operator === '<>' : null;
  }
  switch (operator) {
    case '==':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

/** Null for values that have no order. */
function orderOf(a: JsonTree, b: JsonTree): number | null {
  if (a.kind === 'number' && b.kind === 'number') {
    return compareDecimals(numberOf(a, 'operand'), numberOf(b, 'operand'));
  }
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value);
  const [x, y] = [truthRank[a.kind], truthRank[b.kind]];
  if (x !== undefined && y !== undefined) return x - y;
  return a.kind === 'null' && b.kind === 'null' ? 0 : null;
}

const truthRank: Partial<Record<JsonTree['kind'], number>> = { false: 0, true: 1 };

function startsWith(item: JsonTree, prefix: JsonTree): Truth {
  if (item.kind !== 'string' || prefix.kind !== 'string') return null;
  return item.value.startsWith(prefix.value);
}
