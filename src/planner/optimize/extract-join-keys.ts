import type { SqlType } from '../../data/sql-type.ts';
import { sameType } from '../../data/sql-type.ts';
import { castFunction } from '../../functions/cast-function.ts';
import { commonType } from '../../functions/conversion.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { canFail, columnsOf } from '../expression/properties.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import type { LogicalJoin, LogicalPlan } from '../logical/logical-plan.ts';
import { allColumns, joinPlan, pickColumns, projectPlan } from '../logical/make-plan.ts';
import type { Pass } from './pass.ts';
import { rewriteUp } from './rewrite.ts';

/**
 * Turns equalities between the two sides of a join into its keys. Where a key is more than a
 * column, a projection below computes it.
 */
export const extractJoinKeys: Pass = {
  name: 'extract_join_keys',
  run: (plan) => rewriteUp(plan, (node) => (node.kind === 'join' ? withKeys(node) : node)),
};

/** The two sides of an equality, each over the columns of its own side. */
type KeyPair = { readonly left: Expression; readonly right: Expression };

function withKeys(join: LogicalJoin): LogicalPlan {
  const width = join.left.fields.length;
  const pairs: KeyPair[] = [];
  const rest: Expression[] = [];
  for (const each of conjunctsOf(join.condition)) {
    const pair = keyPair(each, width);
    // What stands before could have spared the row from a key that fails.
    if (pair === null || (canFail(each) && rest.length > 0)) rest.push(each);
    else pairs.push(pair);
  }
  return pairs.length === 0 ? join : joinOn(join, pairs, rest);
}

/** The two sides of an equality as keys over the columns of their own side; null for other conditions. */
export function keyPair(condition: Expression, width: number): KeyPair | null {
  if (condition.kind !== 'call' || functionById(condition.function).name !== '=') return null;
  const [a, b] = condition.arguments as readonly [Expression, Expression];
  const [left, right] = isOn(a, (column) => column < width) ? [a, b] : [b, a];
  if (!isOn(left, (column) => column < width) || !isOn(right, (column) => column >= width)) {
    return null;
  }
  const type = commonType([left.type, right.type]);
  if (type === null) return null;
  const shifted = mapColumns(right, (index) => index - width);
  const pair = { left: asType(left, type), right: asType(shifted, type) };
  if (pair.left === null || pair.right === null) return null;
  return { left: keyForm(pair.left), right: keyForm(pair.right) };
}

function isOn(expression: Expression, isOwn: (column: number) => boolean): boolean {
  const columns = columnsOf(expression);
  return columns.length > 0 && columns.every(isOwn);
}

function asType(expression: Expression, type: SqlType): Expression | null {
  if (sameType(expression.type, type)) return expression;
  const id = castFunction(expression.type, type, 'implicit');
  if (id === null) return null;
  const { nullable } = expression;
  return { kind: 'call', function: id, arguments: [expression], type, nullable };
}

/** The join by keys; columns that were added to compute them are dropped again. */
function joinOn(
  join: LogicalJoin,
  pairs: readonly KeyPair[],
  rest: readonly Expression[],
): LogicalPlan {
  const left = sideWithKeys(
    join.left,
    pairs.map((pair) => pair.left),
  );
  const right = sideWithKeys(
    join.right,
    pairs.map((pair) => pair.right),
  );
  const width = join.left.fields.length;
  const wider = left.plan.fields.length - width;
  const moved = (index: number): number => (index < width ? index : index + wider);
  const joined = joinPlan(left.plan, right.plan, {
    leftKeys: [...join.leftKeys, ...left.keys],
    rightKeys: [...join.rightKeys, ...right.keys],
    condition: rest.length === 0 ? null : mapColumns(connect('and', rest), moved),
    position: join.position,
    type: join.type,
  });
  return pickColumns(joined, [...join.fields.keys()].map(moved));
}

/** A side with a column for every key, computed where a key is more than a column. */
export function sideWithKeys(
  side: LogicalPlan,
  keys: readonly Expression[],
): { readonly plan: LogicalPlan; readonly keys: readonly number[] } {
  const computed = keys.filter((key) => key.kind !== 'column');
  const width = side.fields.length;
  const numbers = keys.map((key) =>
    key.kind === 'column' ? key.index : width + computed.indexOf(key),
  );
  if (computed.length === 0) return { plan: side, keys: numbers };
  const names = [...side.fields.map(({ name }) => name), ...computed.map((_, i) => `key_${i + 1}`)];
  const plan = projectPlan(side, [...allColumns(side.fields), ...computed], names);
  return { plan, keys: numbers };
}
