import type { BinaryOperator, ExpressionNode } from '../ast.ts';
import { leftShare } from '../grammar/balance.ts';
import { nameText, quoteName, quoteString, typeText } from './names.ts';

type Binary = Extract<ExpressionNode, { kind: 'binary' }>;
type Call = Extract<ExpressionNode, { kind: 'call' }>;
type Case = Extract<ExpressionNode, { kind: 'case' }>;

/** How tightly each kind of expression holds together; PostgreSQL's order (its manual, 4.1.6). */
export const strength = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  comparison: 5,
  member: 6,
  concat: 7,
  sum: 8,
  product: 9,
  power: 10,
  sign: 11,
  primary: 12,
} as const;

const operatorStrength: Readonly<Record<BinaryOperator, number>> = {
  or: strength.or,
  and: strength.and,
  'is distinct from': strength.is,
  'is not distinct from': strength.is,
  '=': strength.comparison,
  '<>': strength.comparison,
  '<': strength.comparison,
  '<=': strength.comparison,
  '>': strength.comparison,
  '>=': strength.comparison,
  like: strength.member,
  'not like': strength.member,
  ilike: strength.member,
  'not ilike': strength.member,
  '||': strength.concat,
  '+': strength.sum,
  '-': strength.sum,
  '*': strength.product,
  '/': strength.product,
  '%': strength.product,
  '^': strength.power,
};

/** Calls that are written without parentheses. */
const clocks = /^(current_timestamp|current_date|current_time|localtimestamp|localtime)$/;
/** Reserved words that are functions as well. */
const sides = /^(left|right)$/;
/** Functions whose arguments have words between them. */
const specialWords = /^(extract|position|substring|trim)$/;

/** An expression as canonical SQL, in parentheses where what surrounds it binds at least as tightly. */
export function expressionText(node: ExpressionNode, least = 0): string {
  const text = bareText(node);
  return strengthOf(node) < least ? `(${text})` : text;
}

function strengthOf(node: ExpressionNode): number {
  switch (node.kind) {
    case 'binary':
      return operatorStrength[node.operator];
    case 'unary':
      return node.operator === 'not' ? strength.not : strength.sign;
    case 'is':
      return strength.is;
    case 'between':
    case 'in':
      return strength.member;
    default:
      return strength.primary;
  }
}

function bareText(node: ExpressionNode): string {
  switch (node.kind) {
    case 'number':
      return node.text;
    case 'string':
      return quoteString(node.value);
    case 'boolean':
      return node.value ? 'TRUE' : 'FALSE';
    case 'null':
      return 'NULL';
    case 'typedLiteral': {
      const unit = node.unit === null ? '' : ` ${node.unit.toUpperCase()}`;
      return `${literalType(node)} ${quoteString(node.value)}${unit}`;
    }
    case 'parameter':
      return `$${node.index}`;
    case 'column':
      return nameText(node.name);
    case 'star':
      return node.qualifier === null ? '*' : `${nameText(node.qualifier)}.*`;
    case 'binary':
      return binaryText(node);
    case 'unary':
      return unaryText(node);
    case 'cast':
      return `CAST(${expressionText(node.operand)} AS ${typeText(node.type)})`;
    case 'extract':
      return `EXTRACT(${quoteName(node.field)} FROM ${expressionText(node.operand)})`;
    case 'call':
      return callText(node);
    case 'case':
      return caseText(node);
    case 'is':
      return isText(node);
    case 'between':
      return betweenText(node);
    case 'in':
      return inText(node);
  }
}

/** A type before a string: only TIME and TIMESTAMP take a number there. */
function literalType({ type }: Extract<ExpressionNode, { kind: 'typedLiteral' }>): string {
  const zoned = /^(time|timestamp)tz$/.exec(type.name);
  if (zoned !== null && type.arguments.length > 0) {
    return `${typeText({ ...type, name: zoned[1] as string })} WITH TIME ZONE`;
  }
  return type.name.includes(' ') ? quoteName(type.name) : typeText(type);
}

function isText({ operand, test, negated }: Extract<ExpressionNode, { kind: 'is' }>): string {
  const not = negated ? 'NOT ' : '';
  return `${expressionText(operand, strength.is + 1)} IS ${not}${test.toUpperCase()}`;
}

function betweenText(node: Extract<ExpressionNode, { kind: 'between' }>): string {
  const [operand, low, high] = [node.operand, node.low, node.high].map((each) =>
    expressionText(each, strength.member + 1),
  );
  return `${operand} ${node.negated ? 'NOT ' : ''}BETWEEN ${low} AND ${high}`;
}

function inText(node: Extract<ExpressionNode, { kind: 'in' }>): string {
  const list = node.list.map((each) => expressionText(each)).join(', ');
  return `${expressionText(node.operand, strength.member + 1)} ${node.negated ? 'NOT ' : ''}IN (${list})`;
}

function binaryText(node: Binary): string {
  const { operator } = node;
  if (operator === 'and' || operator === 'or') return logicalText(node, operator);
  const own = operatorStrength[operator];
  // Sums and products group from the left; a comparison does not take another as operand.
  const left = own >= strength.concat ? own : own + 1;
  // What stands behind IS DISTINCT FROM is no comparison.
  const right = own === strength.is ? strength.member : own + 1;
  const [before, behind] = [expressionText(node.left, left), expressionText(node.right, right)];
  return `${before} ${operator.toUpperCase()} ${behind}`;
}

/** A chain is read as a balanced tree; what is not such a tree needs its parentheses. */
function logicalText(node: Binary, operator: 'and' | 'or'): string {
  const chain = chainOf(node, operator);
  const own = operatorStrength[operator];
  const operands = chain ?? [node.left, node.right];
  return operands.map((each) => expressionText(each, own + 1)).join(` ${operator.toUpperCase()} `);
}

/** The operands of a chain in order, if it is the tree that the parser makes of them. */
function chainOf(node: ExpressionNode, operator: 'and' | 'or'): readonly ExpressionNode[] | null {
  if (node.kind !== 'binary' || node.operator !== operator) return [node];
  const left = chainOf(node.left, operator);
  const right = chainOf(node.right, operator);
  if (left === null || right === null) return null;
  return left.length === leftShare(left.length + right.length) ? [...left, ...right] : null;
}

function unaryText(node: Extract<ExpressionNode, { kind: 'unary' }>): string {
  if (node.operator === 'not') return `NOT ${expressionText(node.operand, strength.not)}`;
  // Two signs in a row could be read as a comment.
  return node.operator + expressionText(node.operand, strength.sign + 1);
}

function callText(node: Call): string {
  const filter = node.filter === null ? '' : ` FILTER (WHERE ${expressionText(node.filter)})`;
  const args = node.arguments.map((each) => expressionText(each)).join(', ');
  if (isClock(node)) return clockText(node);
  return `${functionName(node)}(${node.distinct ? 'DISTINCT ' : ''}${args})${filter}`;
}

/** Whether the call is written as a word, with at most a precision behind it. */
function isClock({ name, arguments: args, distinct, filter }: Call): boolean {
  if (name.parts.length > 1 || !clocks.test(name.parts[0] as string)) return false;
  const precise = args.length === 0 || (args.length === 1 && args[0]?.kind === 'number');
  return precise && !distinct && filter === null;
}

function clockText({ name, arguments: args }: Call): string {
  const word = (name.parts[0] as string).toUpperCase();
  const [precision] = args;
  return precision === undefined ? word : `${word}(${expressionText(precision)})`;
}

function functionName(node: Call): string {
  const { parts } = node.name;
  const [name, ...rest] = parts as [string, ...string[]];
  if (rest.length > 0) return parts.map(quoteName).join('.');
  if (sides.test(name)) return name;
  return specialWords.test(name) && !isSpecial(name, node) ? `"${name}"` : quoteName(name);
}

/** Whether the unquoted word with these arguments means this call: it has a grammar of its own. */
function isSpecial(name: string, { arguments: args, distinct, filter }: Call): boolean {
  if (distinct || filter !== null || args.length === 0 || args[0]?.kind === 'star') return false;
  if (name === 'substring') return true;
  return name === 'position' && args.length === 2 && args.every(isArithmetic);
}

function isArithmetic(node: ExpressionNode): boolean {
  return strengthOf(node) >= strength.concat;
}

function caseText(node: Case): string {
  const operand = node.operand === null ? '' : ` ${expressionText(node.operand)}`;
  const branches = node.branches.map(
    (branch) => ` WHEN ${expressionText(branch.when)} THEN ${expressionText(branch.then)}`,
  );
  const otherwise = node.otherwise === null ? '' : ` ELSE ${expressionText(node.otherwise)}`;
  return `CASE${operand}${branches.join('')}${otherwise} END`;
}
