import type { ColumnLayout, StreamDefinition, TableDefinition } from '../catalog/definition.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';

type Written = StreamDefinition | TableDefinition;

/** Where the columns of a relation lie in its log. */
export function layoutOf({ layout, fields }: Written): ColumnLayout {
  if (layout !== undefined) return layout;
  const slots = [...fields.keys()];
  return { slots, nextSlot: slots.length, missing: slots.map(() => null) };
}

/** Whether rows that are laid out by one of these are by the other. */
export function sameLayout(a: ColumnLayout | undefined, b: ColumnLayout | undefined): boolean {
  return a === b || (a?.nextSlot === b?.nextSlot && a?.slots.length === b?.slots.length);
}

/** The error of a write that does not know yet that columns have come or gone. */
export function columnsChanged(name: string): SqlError {
  return new SqlError(
    sqlState.serializationFailure,
    'could not serialize access due to concurrent update',
    {
      detail: `The columns of "${name}" were changed meanwhile.`,
      hint: 'The transaction might succeed if retried.',
    },
  );
}
