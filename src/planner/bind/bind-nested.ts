import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { SqlType } from '../../data/sql-type.ts';
import { constructorIds } from '../../functions/nested/constructors.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { asCommonType, callById, castTo, literalOf } from './coerce.ts';
import type { Bind, ExpressionContext } from './expression-context.ts';
import { requireScalarKey } from './map-key.ts';
import { starColumns } from './resolve-column.ts';
import { fieldsOfRow } from './row-fields.ts';

type Node<K extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: K }>;

/** `ARRAY[…]`: elements of their common type; arrays in it are of one dimension less. @throws SqlError 42P18, 42804 */
export function bindArray({ items, position }: Node<'array'>, bind: Bind): Expression {
  if (items.length === 0) {
    throw new SqlError(sqlState.indeterminateDatatype, 'cannot determine type of empty array', {
      hint: 'Explicitly cast to the desired type, for example ARRAY[]::integer[].',
      position,
    });
  }
  const places = items.map((item) => item.position);
  const elements = asCommonType(items.map(bind), 'ARRAY', position, places);
  const [first] = elements as readonly [Expression];
  const type: SqlType =
    first.type.kind === 'array' ? first.type : { kind: 'array', element: first.type };
  return callById(constructorIds.array, elements, type);
}

/** A cast of `ARRAY[…]` to a type of arrays: each element becomes the element type. Null for other casts. */
export function castArray(operand: ExpressionNode, type: SqlType, bind: Bind): Expression | null {
  if (operand.kind !== 'array' || type.kind !== 'array') return null;
  if (operand.items.length === 0) return literalOf([], type);
  const nested = operand.items.some(({ kind }) => kind === 'array');
  const wanted = nested ? type : type.element;
  const elements = operand.items.map(
    (item) =>
      castArray(item, wanted, bind) ?? castTo(bind(item), wanted, 'explicit', item.position),
  );
  return callById(constructorIds.array, elements, type);
}

/** A cast of `MAP[…]` to a type of maps: each key and value becomes one of it. Null for other casts. */
export function castMap(operand: ExpressionNode, type: SqlType, bind: Bind): Expression | null {
  if (operand.kind !== 'map' || type.kind !== 'map') return null;
  if (operand.entries.length === 0) return literalOf({ entries: [] }, type);
  const pairs = operand.entries.flatMap(({ key, value }) => [
    castTo(bind(key), type.key, 'explicit', key.position),
    castMap(value, type.value, bind) ?? castTo(bind(value), type.value, 'explicit', value.position),
  ]);
  return callById(constructorIds.map, pairs, type);
}

/** `ROW(…)`, with all columns of `t.*`: a struct with the fields f1, f2, … */
export function bindRow(node: Node<'row'>, context: ExpressionContext, bind: Bind): Expression {
  const values = rowItems(node, context, bind).map(settledText);
  const fields = values.map(({ type }, i) => ({ name: `f${i + 1}`, type }));
  return callById(constructorIds.struct, values, { kind: 'struct', fields });
}

/** The values of a row constructor, `t.*` and `(row).*` expanded. Bare literals have no type yet. */
export function rowItems(
  { items }: Node<'row'>,
  context: ExpressionContext,
  bind: Bind,
): readonly Expression[] {
  return items.flatMap((item): readonly Expression[] => {
    if (item.kind === 'star') {
      return starColumns(context.scope, item.qualifier).map(({ index, type, nullable }) => ({
        kind: 'column',
        index,
        type,
        nullable,
      }));
    }
    if (item.kind === 'allFields') {
      return fieldsOfRow(bind(item.operand), item.position).map(({ expression }) => expression);
    }
    return [bind(item)];
  });
}

/** `STRUCT(a AS x, b AS y)`. */
export function bindStruct(node: Node<'struct'>, bind: Bind): Expression {
  const values = node.fields.map(({ value }) => settledText(bind(value)));
  const fields = node.fields.map(({ name }, i) => ({
    name: name.name,
    type: (values[i] as Expression).type,
  }));
  return callById(constructorIds.struct, values, { kind: 'struct', fields });
}

/** `MAP[k, v, …]`: keys and values of their common types. @throws SqlError 42804, 42P18 */
export function bindMap({ entries, position }: Node<'map'>, bind: Bind): Expression {
  if (entries.length === 0) {
    throw new SqlError(sqlState.indeterminateDatatype, 'cannot determine type of empty map', {
      hint: 'Explicitly cast to the desired type, for example MAP[]::map<text, integer>.',
      position,
    });
  }
  const common = (nodes: readonly ExpressionNode[]): readonly Expression[] =>
    asCommonType(
      nodes.map(bind),
      'MAP',
      position,
      nodes.map((each) => each.position),
    );
  const keys = common(entries.map(({ key }) => key));
  const values = common(entries.map(({ value }) => value));
  const [key, value] = [keys[0] as Expression, values[0] as Expression];
  requireScalarKey(key.type, position);
  const pairs = keys.flatMap((each, i) => [each, values[i] as Expression]);
  return callById(constructorIds.map, pairs, { kind: 'map', key: key.type, value: value.type });
}

/** A bare literal in a row is a text. */
function settledText(expression: Expression): Expression {
  return expression.type.kind === 'unknown' && expression.kind === 'literal'
    ? { ...expression, type: { kind: 'text' } }
    : expression;
}
