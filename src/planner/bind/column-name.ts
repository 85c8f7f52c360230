import type { ExpressionNode, QueryNode } from '../../parser/ast.ts';

/** The name of an output column without an alias, as PostgreSQL chooses it (FigureColname). */
export function columnName(node: ExpressionNode): string {
  return nameOf(node) ?? '?column?';
}

function nameOf(node: ExpressionNode): string | null {
  switch (node.kind) {
    case 'column':
      return node.name.parts.at(-1) ?? null;
    case 'call':
      return calledName(node.name.parts.at(-1) ?? '');
    case 'cast':
      return (isWeak(node.operand) ? null : nameOf(node.operand)) ?? castName(node.type.name);
    case 'typedLiteral':
      return castName(node.type.name);
    case 'case':
      return (node.otherwise === null ? null : namedArm(node.otherwise)) ?? 'case';
    case 'extract':
      return 'extract';
    case 'boolean':
      return 'bool';
    case 'exists':
      return 'exists';
    case 'array':
    case 'arrayQuery':
      return 'array';
    case 'row':
    case 'struct':
    case 'map':
      return node.kind;
    case 'field':
      return node.name.name;
    case 'subscript':
    case 'slice':
      return nameOf(node.operand);
    case 'subquery':
      return firstColumn(node.query);
    default:
      return null;
  }
}

/** Of the functions that the clauses of SQL/JSON become, the name that is written. */
function calledName(name: string): string {
  return name
    .replace(/^jsonb?_(object|array)_of$/, 'json_$1')
    .replace(/^(json_(?:exists|query|value))_as$/, '$1');
}

/** Whether a cast renames what is cast: other casts, truth values and CASE have no name of their own. */
function isWeak(node: ExpressionNode): boolean {
  switch (node.kind) {
    case 'cast':
      return isWeak(node.operand) || nameOf(node.operand) === null;
    case 'case':
      return node.otherwise === null || namedArm(node.otherwise) === null;
    case 'typedLiteral':
    case 'boolean':
      return true;
    default:
      return false;
  }
}

function castName(type: string): string {
  return typeNames.get(type) ?? type;
}

/** A query as a value takes the name of its column. */
function firstColumn(query: QueryNode): string | null {
  if (query.kind === 'values') return 'column1';
  if (query.kind === 'setOperation') return firstColumn(query.left);
  const [item] = query.items;
  return item === undefined ? null : (item.alias?.name ?? nameOf(item.expression) ?? '?column?');
}

/** CASE takes the name of its ELSE when that is a column, a call or a query. */
function namedArm(node: ExpressionNode): string | null {
  const isNamed = node.kind === 'column' || node.kind === 'call' || node.kind === 'subquery';
  return isNamed ? nameOf(node) : null;
}

/** PostgreSQL's own names of types, which name casts of things without a name. */
const typeNames: ReadonlyMap<string, string> = new Map([
  ['integer', 'int4'],
  ['int', 'int4'],
  ['bigint', 'int8'],
  ['smallint', 'int2'],
  ['real', 'float4'],
  ['double precision', 'float8'],
  ['double', 'float8'],
  ['boolean', 'bool'],
  ['float', 'float8'],
  ['decimal', 'numeric'],
  ['dec', 'numeric'],
  ['string', 'text'],
  ['char', 'bpchar'],
  ['character', 'bpchar'],
  ['character varying', 'varchar'],
  ['time without time zone', 'time'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
]);
