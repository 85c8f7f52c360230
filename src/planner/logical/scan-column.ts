import { inputsOf, type LogicalPlan, type LogicalScan } from './logical-plan.ts';

/** A column of a node as the column of the scan that it comes from, unchanged. */
type ScanColumn = {
  readonly relation: LogicalScan['relation'];
  /** Which of the scans below the node it is: the sides of the joins on the way there. */
  readonly place: string;
  /** Its number in the relation. */
  readonly column: number;
};

/** Where a column comes from; null where it is computed or of several places. NULLs that an outer join adds do not count as a change. */
function scanColumn(plan: LogicalPlan, index: number, place = ''): ScanColumn | null {
  switch (plan.kind) {
    case 'scan': {
      const column = plan.columns[index];
      return column === undefined || column < 0 ? null : { relation: plan.relation, place, column };
    }
    case 'project': {
      const expression = plan.expressions[index];
      return expression?.kind === 'column' && expression.index >= 0
        ? scanColumn(plan.input, expression.index, place)
        : null;
    }
    case 'join': {
      const width = plan.left.fields.length;
      return index < width
        ? scanColumn(plan.left, index, `${place}l`)
        : scanColumn(plan.right, index - width, `${place}r`);
    }
    case 'filter':
    case 'top':
    case 'over': {
      const [input] = inputsOf(plan);
      return input !== undefined && index < input.fields.length
        ? scanColumn(input, index, place)
        : null;
    }
    default:
      return null;
  }
}

/**
 * Those of `wanted` columns that are the same in all rows with the same values of `known` columns,
 * because these have the primary key of the table that both come from.
 */
export function determinedColumns(
  plan: LogicalPlan,
  known: readonly number[],
  wanted: readonly number[],
): readonly number[] {
  const origins = known.flatMap((index) => scanColumn(plan, index) ?? []);
  return wanted.filter((index) => {
    const origin = known.includes(index) ? null : scanColumn(plan, index);
    if (origin === null) return false;
    const { relation } = origin;
    if (relation.kind !== 'table' || relation.primaryKey.length === 0) return false;
    return relation.primaryKey.every((part) =>
      origins.some(({ place, column }) => place === origin.place && column === part),
    );
  });
}
