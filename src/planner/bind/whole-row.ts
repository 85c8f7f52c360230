import { constructorIds } from '../../functions/nested/constructors.ts';
import type { Name } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { connect, isNull } from '../logical/connectives.ts';
import { caseOf } from './bind-case.ts';
import { callById, literalOf } from './coerce.ts';
import { fieldOfRow } from './row-fields.ts';
import type { Scope } from './scope.ts';

/**
 * What a name that is no column may stand for: the whole row of a relation of that name, or a
 * field of a column that is a struct (`column.field`). Null where it is neither.
 */
export function rowOrField(scope: Scope, name: Name): Expression | null {
  const [first, ...rest] = name.parts;
  if (first === undefined) return null;
  if (rest.length === 0) return scope.tables.includes(first) ? wholeRow(scope, first) : null;
  const column = scope.columns.find((each) => each.name === first && each.bare);
  if (column === undefined || column.type.kind !== 'struct') return null;
  const { index, type, nullable } = column;
  const base: Expression = { kind: 'column', index, type, nullable };
  return rest.reduce<Expression>(
    (row, part) => fieldOfRow(row, { name: part, position: name.position }),
    base,
  );
}

/** All columns of a relation as a struct, or the value of a function that answers one; NULL where all are NULL, as in a row that an outer join has added. */
function wholeRow({ columns, values: ofValues }: Scope, table: string): Expression {
  const own = columns.filter((each) => each.starred && each.table === table);
  const values = own.map(
    ({ index, type, nullable }): Expression => ({ kind: 'column', index, type, nullable }),
  );
  const [only] = values;
  if (only !== undefined && ofValues?.includes(table)) return only;
  const fields = own.map(({ name, type }) => ({ name, type }));
  const row = callById(constructorIds.struct, values, { kind: 'struct', fields });
  if (own.length === 0 || own.some(({ nullable }) => !nullable)) return row;
  const isMissing = connect('and', values.map(isNull));
  return caseOf([{ when: isMissing, then: literalOf(null, row.type) }], row);
}
