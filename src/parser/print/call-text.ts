import type { ExpressionNode, FrameBound, WindowSpecification } from '../ast.ts';
import { quoted, quoteName } from './names.ts';
import { orderText } from './order-text.ts';
import { strength, strengthOf } from './strength.ts';
import type { Writer } from './writer.ts';

type Call = Extract<ExpressionNode, { kind: 'call' }>;

/** Calls that are written without parentheses. */
const clocks = /^(current_timestamp|current_date|current_time|localtimestamp|localtime)$/;
/** Reserved words that are functions as well. */
const sides = /^(left|right)$/;
/** Functions whose arguments have words between them. */
const specialWords = /^(extract|position|substring|overlay|trim)$/;
/** Words that mean something else before a parenthesis. */
const otherWords = /^(row|struct|exists|values|rollup|cube)$/;

/** A function call with everything in and behind its parentheses. */
export function callText(node: Call, writer: Writer): string {
  if (isClock(node)) return clockText(node, writer);
  return `${functionName(node)}(${argumentsText(node, writer)})${tailText(node, writer)}`;
}

function argumentsText(node: Call, writer: Writer): string {
  const last = node.arguments.length - 1;
  const args = node.arguments.map((each, at) => {
    return (node.variadic && at === last ? 'VARIADIC ' : '') + writer.expression(each);
  });
  const order = node.orderBy.length === 0 ? '' : ` ${orderByText(node.orderBy, writer)}`;
  return `${node.distinct ? 'DISTINCT ' : ''}${args.join(', ')}${order}`;
}

function tailText({ withinGroup, filter, nulls, over }: Call, writer: Writer): string {
  return [
    withinGroup.length === 0 ? '' : ` WITHIN GROUP (${orderByText(withinGroup, writer)})`,
    filter === null ? '' : ` FILTER (WHERE ${writer.expression(filter)})`,
    nulls === null ? '' : ` ${nulls.toUpperCase()} NULLS`,
    over === null ? '' : ' OVER ',
    over === null ? '' : overText(over, writer),
  ].join('');
}

function overText(over: NonNullable<Call['over']>, writer: Writer): string {
  return over.kind === 'named' ? quoteName(over.name.name) : windowText(over, writer);
}

function orderByText(items: Call['orderBy'], writer: Writer): string {
  return `ORDER BY ${items.map((item) => orderText(item, writer)).join(', ')}`;
}

/** `(w PARTITION BY a ORDER BY b ROWS …)`. */
export function windowText(window: WindowSpecification, writer: Writer): string {
  const { base, partitionBy, orderBy, frame } = window;
  const parts: string[] = [];
  if (base !== null) parts.push(baseText(base.name));
  if (partitionBy.length > 0) {
    parts.push(`PARTITION BY ${partitionBy.map((each) => writer.expression(each)).join(', ')}`);
  }
  if (orderBy.length > 0) parts.push(orderByText(orderBy, writer));
  if (frame !== null) {
    const [start, end] = [frame.start, frame.end].map((bound) => boundText(bound, writer));
    const exclude = frame.exclude === null ? '' : ` EXCLUDE ${frame.exclude.toUpperCase()}`;
    parts.push(`${frame.unit.toUpperCase()} BETWEEN ${start} AND ${end}${exclude}`);
  }
  return `(${parts.join(' ')})`;
}

/** Words that begin the next part of a window. */
function baseText(name: string): string {
  return /^(partition|rows|range|groups)$/.test(name) ? quoted(name) : quoteName(name);
}

function boundText(bound: FrameBound, { expression }: Writer): string {
  if (bound.kind !== 'preceding' && bound.kind !== 'following') return bound.kind.toUpperCase();
  const text = expression(bound.distance);
  const isPlain = bound.distance.kind === 'number' || bound.distance.kind === 'typedLiteral';
  return `${isPlain ? text : `(${text})`} ${bound.kind.toUpperCase()}`;
}

/** Whether the call is written as a word, with at most a precision behind it. */
function isClock(node: Call): boolean {
  const { name, arguments: args } = node;
  if (name.parts.length > 1 || !clocks.test(name.parts[0] as string)) return false;
  const precise = args.length === 0 || (args.length === 1 && args[0]?.kind === 'number');
  return precise && !hasModifiers(node) && !hasTail(node);
}

/** Whether more than arguments stands in the parentheses. */
function hasModifiers({ distinct, variadic, orderBy, arguments: args }: Call): boolean {
  const isSpecial = ({ kind, ...rest }: ExpressionNode): boolean =>
    kind === 'namedArgument' || (kind === 'star' && 'qualifier' in rest);
  return distinct || variadic || orderBy.length > 0 || args.some(isSpecial);
}

function hasTail({ withinGroup, filter, nulls, over }: Call): boolean {
  return withinGroup.length > 0 || filter !== null || nulls !== null || over !== null;
}

function clockText({ name, arguments: args }: Call, { expression }: Writer): string {
  const word = (name.parts[0] as string).toUpperCase();
  const [precision] = args;
  return precision === undefined ? word : `${word}(${expression(precision)})`;
}

function functionName(node: Call): string {
  const { parts } = node.name;
  const [name, ...rest] = parts as [string, ...string[]];
  if (rest.length > 0) return parts.map(quoteName).join('.');
  if (sides.test(name)) return name;
  if (otherWords.test(name)) return quoted(name);
  return specialWords.test(name) && !isSpecial(name, node) ? quoted(name) : quoteName(name);
}

/** Whether the unquoted word with these arguments means this call: it has a grammar of its own. */
function isSpecial(name: string, node: Call): boolean {
  const { arguments: args } = node;
  if (hasModifiers(node) || hasTail(node) || args.length === 0) return false;
  if (name === 'substring' || name === 'overlay') return true;
  return name === 'position' && args.length === 2 && args.every(isArithmetic);
}

function isArithmetic(node: ExpressionNode): boolean {
  return strengthOf(node) >= strength.other;
}
