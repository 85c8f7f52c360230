import type { ExpressionNode } from '../ast.ts';
import { callText } from './call-text.ts';
import { caseText, mapText, sliceText, structText } from './constructor-text.ts';
import { literalTypeText, nameText, quoted, quoteName, quoteString, typeText } from './names.ts';
import { binaryText, isJsonText, quantifiedText } from './operator-text.ts';
import { strength, strengthOf } from './strength.ts';
import type { Writer } from './writer.ts';

type Node<K extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: K }>;

/** An expression as canonical SQL, in parentheses where what surrounds it binds at least as tightly. */
export function expressionText(node: ExpressionNode, writer: Writer, least = 0): string {
  const text = bareText(node, writer);
  return strengthOf(node) < least ? `(${text})` : text;
}

function bareText(node: ExpressionNode, writer: Writer): string {
  switch (node.kind) {
    case 'number':
      return node.text;
    case 'string':
      return quoteString(node.value);
    case 'boolean':
      return node.value ? 'TRUE' : 'FALSE';
    case 'null':
      return 'NULL';
    case 'default':
      return 'DEFAULT';
    case 'parameter':
      return `$${node.index}`;
    case 'typedLiteral': {
      const unit = node.unit === null ? '' : ` ${node.unit.toUpperCase()}`;
      return `${literalTypeText(node.type)} ${quoteString(node.value)}${unit}`;
    }
    case 'column':
      return nameText(node.name);
    case 'star':
      return starText(node, writer);
    case 'call':
      return callText(node, writer);
    default:
      return operatorNodeText(node, writer);
  }
}

type OperatorNode = Exclude<
  ExpressionNode,
  {
    kind:
      | 'number'
      | 'string'
      | 'boolean'
      | 'null'
      | 'default'
      | 'parameter'
      | 'typedLiteral'
      | 'column'
      | 'star'
      | 'call';
  }
>;

/** What is made of operands by operators and words. */
function operatorNodeText(node: OperatorNode, writer: Writer): string {
  const { expression } = writer;
  switch (node.kind) {
    case 'binary':
      return binaryText(node, writer);
    case 'unary':
      return unaryText(node, writer);
    case 'is': {
      const not = node.negated ? 'NOT ' : '';
      return `${expression(node.operand, strength.is + 1)} IS ${not}${node.test.toUpperCase()}`;
    }
    case 'isJson':
      return isJsonText(node, writer);
    case 'between':
      return betweenText(node, writer);
    case 'in': {
      const list = node.list.map((each) => expression(each)).join(', ');
      return `${memberText(node, writer)} (${list})`;
    }
    case 'quantified':
      return quantifiedText(node, writer);
    case 'cast':
      return `CAST(${expression(node.operand)} AS ${typeText(node.type)})`;
    case 'extract':
      return `EXTRACT(${quoteName(node.field)} FROM ${expression(node.operand)})`;
    case 'collate':
      return `${expression(node.operand, strength.collate)} COLLATE ${nameText(node.collation)}`;
    case 'case':
      return caseText(node, writer);
    default:
      return constructorText(node, writer);
  }
}

type ConstructorNode = Exclude<
  OperatorNode,
  {
    kind:
      | 'binary'
      | 'unary'
      | 'is'
      | 'isJson'
      | 'between'
      | 'in'
      | 'quantified'
      | 'cast'
      | 'extract'
      | 'collate'
      | 'case';
  }
>;

/** Rows, arrays, maps, structs and their parts, and queries as values. */
function constructorText(node: ConstructorNode, writer: Writer): string {
  const { expression, query } = writer;
  switch (node.kind) {
    case 'subquery':
      return `(${query(node.query)})`;
    case 'exists':
      return `EXISTS (${query(node.query)})`;
    case 'inQuery':
      return `${memberText(node, writer)} (${query(node.query)})`;
    case 'row':
      return `ROW(${listText(node.items, writer)})`;
    case 'array':
      return `ARRAY[${listText(node.items, writer)}]`;
    case 'arrayQuery':
      return `ARRAY(${query(node.query)})`;
    case 'map':
      return mapText(node, writer);
    case 'struct':
      return structText(node, writer);
    case 'subscript':
      return `${subscriptedText(node.operand, writer)}[${expression(node.index)}]`;
    case 'slice':
      return `${subscriptedText(node.operand, writer)}[${sliceText(node, writer)}]`;
    case 'field':
      return `(${expression(node.operand)}).${quoteName(node.name.name)}`;
    case 'allFields':
      return `(${expression(node.operand)}).*`;
    default:
      return `${quoteName(node.name.name)} => ${expression(node.value)}`;
  }
}

function listText(items: readonly ExpressionNode[], { expression }: Writer): string {
  return items.map((each) => expression(each)).join(', ');
}

function memberText(
  { operand, negated }: Pick<Node<'in'>, 'operand' | 'negated'>,
  { expression }: Writer,
): string {
  return `${expression(operand, strength.member + 1)} ${negated ? 'NOT ' : ''}IN`;
}

function betweenText(node: Node<'between'>, { expression }: Writer): string {
  const [operand, low, high] = [node.operand, node.low, node.high].map((each) =>
    expression(each, strength.member + 1),
  );
  const word = `${node.negated ? 'NOT ' : ''}BETWEEN${node.symmetric ? ' SYMMETRIC' : ''}`;
  return `${operand} ${word} ${low} AND ${high}`;
}

function unaryText({ operator, operand }: Node<'unary'>, { expression }: Writer): string {
  if (operator === 'not') return `NOT ${expression(operand, strength.not)}`;
  // Two signs in a row could be read as a comment.
  if (operator === '-' || operator === '+')
    return operator + expression(operand, strength.sign + 1);
  return `${operator} ${expression(operand, strength.sum)}`;
}

/** MAP with a bracket behind it would make a map. */
function subscriptedText(operand: ExpressionNode, { expression }: Writer): string {
  const isMap =
    operand.kind === 'column' && operand.name.parts.length === 1 && operand.name.parts[0] === 'map';
  return isMap ? quoted('map') : expression(operand, strength.primary);
}

/** `t.* EXCEPT (a) REPLACE (1 AS b)` */
function starText(
  { qualifier, except, replace }: Extract<ExpressionNode, { kind: 'star' }>,
  { expression }: Writer,
): string {
  const parts = [qualifier === null ? '*' : `${nameText(qualifier)}.*`];
  if (except !== undefined) {
    parts.push(`EXCEPT (${except.map(({ name }) => quoteName(name)).join(', ')})`);
  }
  if (replace !== undefined) {
    const all = replace.map(
      (each) => `${expression(each.expression)} AS ${quoteName(each.alias?.name ?? '')}`,
    );
    parts.push(`REPLACE (${all.join(', ')})`);
  }
  return parts.join(' ');
}
