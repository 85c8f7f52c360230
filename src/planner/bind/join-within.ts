import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ExpressionNode, JoinWithin } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { connect } from '../logical/connectives.ts';
import { columnOf } from '../logical/make-plan.ts';
import { lengthMicros } from './bind-window.ts';
import type { BoundRelation } from './bound-relation.ts';
import { callByName, literalOf } from './coerce.ts';
import { eventTimeColumn } from './event-time.ts';
import type { QueryContext } from './query-context.ts';

/**
 * What WITHIN says as a condition over the columns of both sides: the time of the right row is from
 * `before` before that of the left one to `after` after it. The times are those that the watermarks
 * follow. @throws SqlError 42P20 for a side without, 0A000 for GRACE PERIOD
 */
export function withinCondition(
  within: JoinWithin,
  left: BoundRelation,
  right: BoundRelation,
  context: QueryContext,
): Expression {
  const { position, grace } = within;
  if (grace !== null) throw graceRefused(grace);
  const width = left.plan.fields.length;
  const earlier = timeOf(left, within);
  const onRight = timeOf(right, within);
  if (onRight.kind !== 'column') return onRight;
  const later: Expression = { ...onRight, index: onRight.index + width };
  const length = (node: ExpressionNode): Expression => {
    const micros = lengthMicros(node, context.plan.parameters);
    return literalOf({ months: 0, days: 0, micros }, { kind: 'interval' });
  };
  const from = callByName('-', [earlier, length(within.before)], position);
  const until = callByName('+', [earlier, length(within.after)], position);
  return connect('and', [
    callByName('>=', [later, from], position),
    callByName('<=', [later, until], position),
  ]);
}

function timeOf(relation: BoundRelation, { position }: JoinWithin): Expression {
  const column = eventTimeColumn(relation);
  if (column !== undefined) return columnOf(relation.plan.fields, column);
  const table = relation.scope.tables[0] ?? 'relation';
  throw new SqlError(
    sqlState.windowingError,
    `WITHIN finds no column of "${table}" with a watermark`,
    {
      hint: "Say it in ON: a.ts BETWEEN b.ts - INTERVAL '10 minutes' AND b.ts + INTERVAL '10 minutes'.",
      position,
    },
  );
}

function graceRefused({ position }: ExpressionNode): SqlError {
  return new SqlError(sqlState.featureNotSupported, 'GRACE PERIOD of a join is not supported yet', {
    hint: 'Late rows are waited for by the WATERMARK of the streams: let it stay further behind.',
    position,
  });
}
