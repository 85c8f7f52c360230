import { PlanProperties } from '../logical/plan-properties.ts';
import { pseudoColumn } from '../physical/physical-plan.ts';
import type { BoundRelation } from './bound-relation.ts';

/** The column that the watermark of a relation follows; undefined for none. */
export function watermarkColumn({ plan }: BoundRelation): number | undefined {
  for (const [column, { window, lagMicros }] of new PlanProperties('changes').of(plan).times) {
    if (window === null && Number.isFinite(lagMicros)) return column;
  }
  return undefined;
}

/** The column that the watermark follows, else the record time of a stream; undefined for none. */
export function eventTimeColumn(relation: BoundRelation): number | undefined {
  const { plan } = relation;
  const known = watermarkColumn(relation);
  if (known !== undefined) return known;
  const found = plan.kind === 'scan' ? plan.columns.indexOf(pseudoColumn.timestamp) : -1;
  return found < 0 ? undefined : found;
}
