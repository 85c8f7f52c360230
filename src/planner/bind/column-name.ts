import type { ExpressionNode } from '../../parser/ast.ts';

/** The name of an output column without an alias, as PostgreSQL chooses it (FigureColname). */
export function columnName(node: ExpressionNode): string {
  return nameOf(node) ?? '?column?';
}

function nameOf(node: ExpressionNode): string | null {
  switch (node.kind) {
    case 'column':
    case 'call':
      return node.name.parts.at(-1) ?? null;
    case 'cast':
      return nameOf(node.operand) ?? typeNames.get(node.type.name) ?? node.type.name;
    case 'typedLiteral':
      return typeNames.get(node.type.name) ?? node.type.name;
    case 'case':
      return (node.otherwise === null ? null : namedArm(node.otherwise)) ?? 'case';
    case 'extract':
      return 'extract';
    case 'boolean':
      return 'bool';
    default:
      return null;
  }
}

/** CASE takes the name of its ELSE when that is a column or a call. */
function namedArm(node: ExpressionNode): string | null {
  return node.kind === 'column' || node.kind === 'call' ? nameOf(node) : null;
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
  ['decimal', 'numeric'],
  ['character varying', 'varchar'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
]);
