import { SqlError } from '../../../common/sql-error.ts';
import type { Datum, SqlType } from '../../../data/sql-type.ts';
import { protocolViolation } from '../../error-text.ts';
import { parameterText } from '../types/parameter-value.ts';
import { type BindMessage, formatAt } from '../wire/client-message.ts';

/** The parameters of a statement: their values as texts, and their types. */
export type BoundValues = {
  readonly parameters: readonly Datum[];
  readonly types: readonly SqlType[];
};

/** No parameters. */
export const noValues: BoundValues = { parameters: [], types: [] };

/** The values of a Bind message for parameters of these types. @throws SqlError 08P01, 22P03, 22021 */
export function boundValues(message: BindMessage, types: readonly SqlType[]): BoundValues {
  const { values, parameterFormats, statement } = message;
  if (values.length !== types.length) {
    throw new SqlError(
      protocolViolation,
      `bind message supplies ${values.length} parameters, but prepared statement "${statement}" requires ${types.length}`,
    );
  }
  const parameters = values.map((value, i) =>
    value === null
      ? null
      : parameterText(value, types[i] as SqlType, formatAt(parameterFormats, i), i + 1),
  );
  return { parameters, types };
}
