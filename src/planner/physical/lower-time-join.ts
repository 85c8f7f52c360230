import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { LogicalTimeJoin } from '../logical/logical-plan.ts';
import type { Properties } from '../logical/properties.ts';
import { timeJoinLags } from '../logical/time-joins.ts';
import type { AsOfJoinNode, LookupJoinNode } from './time-join-node.ts';

/** The operator of a join by time over two nodes. */
export function timeJoinNode(
  plan: LogicalTimeJoin,
  inputs: { readonly left: number; readonly right: number },
  left: Properties,
  right: Properties,
): AsOfJoinNode | LookupJoinNode {
  const { leftKeys, rightKeys, time, fields } = plan;
  const joined = {
    ...inputs,
    leftKeys,
    rightKeys,
    outer: plan.type === 'left',
    leftWidth: plan.left.fields.length,
  };
  if (time === null) return { kind: 'lookupJoin', ...joined, fields };
  const lags = timeJoinLags(plan, left, right);
  return {
    kind: 'asOfJoin',
    ...joined,
    leftTime: time.left,
    rightTime: time.right,
    strict: time.strict,
    leftMode: left.mode,
    rightMode: right.mode,
    leftLagMicros: lags.left,
    rightLagMicros: lags.right,
    fields,
  };
}

/** The error for rows that are joined once, as they come, and may be taken back. */
export function lookupOfChanges({ position }: LogicalTimeJoin): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'FOR SYSTEM_TIME AS OF PROCTIME() is not possible for rows that change',
    {
      hint: 'The left side is joined as it comes: put a stream there, or leave FOR SYSTEM_TIME out.',
      position,
    },
  );
}
