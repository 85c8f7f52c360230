import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { sameType } from '../../data/sql-type.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { ExpressionNode, RelationNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { columnsOf } from '../expression/properties.ts';
import { conjunctsOf } from '../logical/connectives.ts';
import { columnOf } from '../logical/make-plan.ts';
import { bindExpression } from './bind-expression.ts';
import { isTimeType } from './bind-window.ts';
import type { BoundRelation } from './bound-relation.ts';
import { watermarkColumn } from './event-time.ts';
import type { QueryContext } from './query-context.ts';

type JoinNode = Extract<RelationNode, { kind: 'join' }>;

/** The times that a join by time goes by, each over the columns of its own side. */
export type Times = {
  readonly left: Expression;
  readonly right: Expression;
  readonly strict: boolean;
};

/**
 * What a join by time goes by: an inequality of its condition (ASOF), the clock (AS OF PROCTIME()),
 * or a time of the left side against the event time of the right one.
 */
export type JoinTiming =
  | { readonly kind: 'asof' | 'clock' }
  | { readonly kind: 'version'; readonly times: Times };

/**
 * The timing of a join; null for those that go by none. Read once, a relation is as it is now.
 * @throws SqlError 0A000, 42804, 42P20
 */
export function joinTiming(
  node: JoinNode,
  left: BoundRelation,
  right: BoundRelation,
  context: QueryContext,
): JoinTiming | null {
  const asOf = node.right.kind === 'table' ? node.right.asOf : null;
  if (asOf === null) return node.asof ? { kind: 'asof' } : null;
  if (node.asof) throw refused('ASOF with FOR SYSTEM_TIME', asOf.position, 'Use one of them.');
  if (isProctime(asOf)) return context.plan.mode === 'once' ? null : { kind: 'clock' };
  const time = bindExpression(asOf, {
    scope: left.scope,
    parameters: context.plan.parameters,
    aggregates: null,
    clause: 'FOR SYSTEM_TIME',
    clock: false,
    positions: new WeakMap(),
  });
  const column = watermarkColumn(right);
  if (column === undefined) throw noVersions(right, asOf);
  const version = columnOf(right.plan.fields, column);
  if (columnsOf(time).length === 0 || !isTimeType(time.type)) throw noTime(asOf);
  if (!sameType(time.type, version.type)) throw otherType(asOf);
  return { kind: 'version', times: { left: time, right: version, strict: false } };
}

/** The inequality of ASOF and the other conditions. @throws SqlError 0A000 for none or several */
export function asOfTimes(
  condition: Expression | null,
  width: number,
  position: Position,
): { readonly times: Times; readonly rest: readonly Expression[] } {
  const rest: Expression[] = [];
  const found: Times[] = [];
  for (const each of conjunctsOf(condition)) {
    const times = inequality(each, width, position);
    if (times === null) rest.push(each);
    else found.push(times);
  }
  const [times] = found;
  if (times === undefined || found.length > 1) {
    throw refused('ASOF without one comparison of times', position, asOfHint);
  }
  return { times, rest };
}

const asOfHint =
  'Write ASOF JOIN b ON a.key = b.key AND a.ts >= b.ts: the newest row of b that is not newer.';

function inequality(condition: Expression, width: number, position: Position): Times | null {
  if (condition.kind !== 'call' || condition.arguments.length !== 2) return null;
  const { name } = functionById(condition.function);
  if (!/^[<>]=?$/.test(name)) return null;
  const [a, b] = condition.arguments as readonly [Expression, Expression];
  const isLeftFirst = isOf(a, (column) => column < width);
  const [left, right] = isLeftFirst ? [a, b] : [b, a];
  if (!isOf(left, (column) => column < width) || !isOf(right, (column) => column >= width)) {
    return null;
  }
  if (!isTimeType(left.type) || !sameType(left.type, right.type)) {
    throw refused('ASOF by anything but timestamps of one type', position, asOfHint);
  }
  if (name.startsWith('<') === isLeftFirst) {
    throw refused('ASOF with the nearest later row', position, asOfHint);
  }
  return { left, right: mapColumns(right, (index) => index - width), strict: !name.endsWith('=') };
}

function isOf(expression: Expression, isOwn: (column: number) => boolean): boolean {
  const columns = columnsOf(expression);
  return columns.length > 0 && columns.every(isOwn);
}

function isProctime(node: ExpressionNode): boolean {
  return node.kind === 'call' && node.name.parts.join('.') === 'proctime';
}

function noVersions({ scope }: BoundRelation, { position }: ExpressionNode): SqlError {
  const table = scope.tables[0] ?? 'relation';
  return new SqlError(
    sqlState.windowingError,
    `FOR SYSTEM_TIME finds no column of "${table}" with a watermark`,
    {
      detail: 'The versions of a row are known by the event time that a stream gives them.',
      hint: 'Join a stream of changes with a WATERMARK, or use FOR SYSTEM_TIME AS OF PROCTIME() for the current rows.',
      position,
    },
  );
}

function noTime({ position }: ExpressionNode): SqlError {
  return new SqlError(
    sqlState.datatypeMismatch,
    'FOR SYSTEM_TIME AS OF needs a timestamp of the left side',
    { hint: 'Write FOR SYSTEM_TIME AS OF left.ts, or AS OF PROCTIME().', position },
  );
}

function otherType({ position }: ExpressionNode): SqlError {
  return new SqlError(
    sqlState.datatypeMismatch,
    'FOR SYSTEM_TIME AS OF needs a time of the type that the versions have',
    { hint: 'Cast it to the type of the column with the WATERMARK.', position },
  );
}

/** The error for what joins by time cannot do. */
export function refused(what: string, position: Position, hint: string): SqlError {
  return new SqlError(sqlState.featureNotSupported, `${what} is not supported`, {
    hint,
    position,
  });
}
