import type { Field } from '../../data/batch.ts';
import type { AsOfJoinNode, LookupJoinNode } from '../physical/time-join-node.ts';
import { durationText } from './duration-text.ts';

/** What a join by time goes by and keeps, a line each. */
export function timeJoinDetails(
  node: AsOfJoinNode | LookupJoinNode,
  [left = [], right = []]: readonly (readonly Field[])[],
): readonly string[] {
  const name = (fields: readonly Field[], column: number | undefined): string =>
    fields[column ?? -1]?.name ?? '?';
  const keys = node.leftKeys.map(
    (key, i) => `${name(left, key)} = ${name(right, node.rightKeys[i])}`,
  );
  const lines = keys.length === 0 ? [] : [`keys: ${keys.join(', ')}`];
  if (node.kind === 'lookupJoin') {
    return [
      ...lines,
      'right state: the current rows; what changes there changes nothing that is out',
    ];
  }
  const { leftTime, rightTime, strict, leftLagMicros, rightLagMicros } = node;
  const compared = `${name(right, rightTime)} ${strict ? '<' : '<='} ${name(left, leftTime)}`;
  return [
    ...lines,
    `newest: ${compared}`,
    `left state: ${forgotten('rows', name(left, leftTime), rightLagMicros)}`,
    `right state: ${forgotten('versions', 'the next one', leftLagMicros)}`,
  ];
}

function forgotten(what: string, time: string, lagMicros: number | null): string {
  if (lagMicros === null) return `all ${what}, kept for good`;
  const late = lagMicros === 0 ? '' : ` + ${durationText(lagMicros)}`;
  return `${what} until the watermark passes ${time}${late}`;
}
