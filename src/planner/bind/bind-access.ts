import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { type SqlType, typeName } from '../../data/sql-type.ts';
import { accessIds, openBounds } from '../../functions/nested/access.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { callById, callByName, castTo, literalOf } from './coerce.ts';
import type { Bind } from './expression-context.ts';

type Access = Extract<ExpressionNode, { kind: 'subscript' | 'slice' }>;

const integer: SqlType = { kind: 'integer' };

/**
 * Subscripts and slices: elements of arrays, one subscript per dimension; values of maps by their
 * keys; parts of JSONB by names and places. @throws SqlError 42804
 */
export function bindAccess(node: Access, bind: Bind): Expression {
  const chain: Access[] = [];
  let base: ExpressionNode = node;
  while (base.kind === 'subscript' || base.kind === 'slice') {
    chain.unshift(base);
    base = base.operand;
  }
  return accessed(bind(base), chain, bind);
}

function accessed(base: Expression, chain: readonly Access[], bind: Bind): Expression {
  const [first, ...rest] = chain;
  if (first === undefined) return base;
  switch (base.type.kind) {
    case 'array':
      return arrayPart(base, base.type, chain, bind);
    case 'map': {
      if (first.kind === 'slice') throw noSlices('map', first.position);
      const { key, value } = base.type;
      const index = castTo(bind(first.index), key, 'implicit', first.index.position);
      return accessed(callById(accessIds.entry, [base, index], value), rest, bind);
    }
    case 'jsonb': {
      if (first.kind === 'slice') throw noSlices('jsonb', first.position);
      const index = bind(first.index);
      return accessed(callByName('->', [base, index], first.position), rest, bind);
    }
    default:
      throw new SqlError(
        sqlState.datatypeMismatch,
        `cannot subscript type ${typeName(base.type)} because it does not support subscripting`,
        { position: first.position },
      );
  }
}

/**
 * With a slice among them all subscripts are slices from 1. Elements that have parts of their own
 * take the subscripts that are left when the array has one dimension.
 */
function arrayPart(
  array: Expression,
  type: Extract<SqlType, { kind: 'array' }>,
  chain: readonly Access[],
  bind: Bind,
): Expression {
  const bound = (node: ExpressionNode | null, otherwise: number): Expression =>
    node === null ? literalOf(otherwise, integer) : subscript(bind(node), node.position);
  if (chain.some(({ kind }) => kind === 'slice')) {
    const bounds = chain.flatMap((each) =>
      each.kind === 'slice'
        ? [bound(each.low, openBounds.low), bound(each.high, openBounds.high)]
        : [literalOf(1, integer), subscript(bind(each.index), each.index.position)],
    );
    return callById(accessIds.slice, [array, ...bounds], type);
  }
  const hasParts = type.element.kind === 'map' || type.element.kind === 'jsonb';
  const own = hasParts ? chain.slice(0, 1) : chain;
  const subscripts = own.flatMap((each) =>
    each.kind === 'subscript' ? [subscript(bind(each.index), each.index.position)] : [],
  );
  const element = callById(accessIds.element, [array, ...subscripts], type.element);
  return accessed(element, chain.slice(own.length), bind);
}

/** @throws SqlError 42804 */
function subscript(expression: Expression, position: Position): Expression {
  const { kind } = expression.type;
  if (['integer', 'smallint', 'bigint', 'numeric', 'unknown'].includes(kind)) {
    return castTo(expression, integer, 'assignment', position);
  }
  throw new SqlError(sqlState.datatypeMismatch, 'array subscript must have type integer', {
    position,
  });
}

function noSlices(kind: string, position: Position): SqlError {
  return new SqlError(sqlState.datatypeMismatch, `${kind} subscript does not support slices`, {
    position,
  });
}
