import type { Field } from '../../data/batch.ts';
import type { Distribution, NodeFacts } from '../physical/node-facts.ts';
import { durationText } from './duration-text.ts';
import { columnsText } from './logical-text.ts';

/** What is known of the rows of a node: 'append, key (id), spread by (id), event time ts'. */
export function factsText(facts: NodeFacts, fields: readonly Field[]): string {
  const { mode, key, times, distribution } = facts;
  const parts = [
    mode,
    ...(key === null
      ? []
      : [key.length === 0 ? 'one at most' : `key (${columnsText(key, fields)})`]),
    distributionText(distribution, fields),
    ...times.map(({ column, lagMicros }) => timeText(fields[column], lagMicros)),
  ];
  return parts.join(', ');
}

/** Where rows belong together. */
export function distributionText(distribution: Distribution, fields: readonly Field[]): string {
  switch (distribution.kind) {
    case 'columns':
      return `spread by (${columnsText(distribution.columns, fields)})`;
    case 'partition':
      return 'spread by partition';
    case 'single':
      return 'in one place';
    case 'any':
      return 'spread at will';
  }
}

function timeText(field: Field | undefined, lagMicros: number): string {
  const name = field?.name ?? '?';
  return lagMicros <= 0 ? `event time ${name}` : `event time ${name} + ${durationText(lagMicros)}`;
}
