import type { StreamDefinition, Watermark } from '../catalog/definition.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Field } from '../data/batch.ts';
import type { Option, StatementNode } from '../parser/ast.ts';
import { print } from '../parser/print.ts';
import type { PlanContext } from './api.ts';
import { columnNumbers, type DefinedColumns, defineColumns } from './define/define-columns.ts';
import { defineConstraints, itself, writtenConstraints } from './define/define-constraints.ts';
import { defineWatermark } from './define/define-watermark.ts';

type CreateStream = Extract<StatementNode, { kind: 'createStream' }>;

/** Columns that a connector or a file brings along. */
export type GivenColumns = {
  readonly fields: readonly Field[];
  readonly watermark: Watermark | null;
};

const partitionsMax = 1024;

/**
 * What the catalog is to know of a stream. Columns that the statement does not name are those
 * `given` by its source; a WATERMARK may be put on either.
 * @throws SqlError 42701, 42703, 42704, 42804, 42P17, 22023, 42601, 0A000
 */
export function defineStream(
  statement: CreateStream,
  given: GivenColumns | null,
  context: PlanContext,
): Omit<StreamDefinition, 'id'> {
  const { fields, sequences, ...columns } = streamColumns(statement, given, context);
  refuseKeys(statement, sequences);
  refuseRules(statement);
  const { checks } = defineConstraints(
    { id: itself, name: statement.name.parts.at(-1) as string, fields, primaryKey: [] },
    writtenConstraints(statement.columns, []),
    context,
  );
  const named = statement.columns.length > 0;
  const watermark =
    statement.watermark === null
      ? givenWatermark(named ? null : given)
      : defineWatermark(statement.watermark, fields);
  return {
    kind: 'stream',
    name: statement.name.parts.at(-1) as string,
    fields,
    sql: print(statement),
    watermark,
    partitions: partitionCount(statement.options),
    partitionBy: columnNumbers(
      statement.partitionBy,
      fields,
      (name) => `column "${name}" named in PARTITION BY does not exist`,
    ),
    ...columns,
    ...(checks.length > 0 ? { checks } : {}),
    options: streamOptions(statement),
    connector: connectorOf(statement),
  };
}

/** A stream numbers its rows itself, and finds none of them by a key. @throws SqlError 0A000 */
function refuseKeys({ columns }: CreateStream, sequences: DefinedColumns['sequences']): void {
  for (const [i, column] of columns.entries()) {
    const what = unfit(
      column,
      sequences.some((each) => each.column === i),
    );
    if (what === null) continue;
    throw new SqlError(sqlState.featureNotSupported, `${what} is not supported in a stream`, {
      hint: 'Use CREATE TABLE for it.',
      position: column.position,
    });
  }
}

function unfit({ unique, references }: CreateStream['columns'][number], isCounted: boolean) {
  if (unique) return 'UNIQUE';
  if (references !== null) return 'REFERENCES';
  return isCounted ? 'a column that counts' : null;
}

/** Rows of a connector are written as they come. @throws SqlError 0A000 */
function refuseRules(statement: CreateStream): void {
  if (connectorOf(statement) === null) return;
  for (const { check, generated, position } of statement.columns) {
    if (check === null && generated === null) continue;
    const what = check === null ? 'GENERATED' : 'CHECK';
    throw new SqlError(
      sqlState.featureNotSupported,
      `${what} is not supported in a stream that a connector fills`,
      { hint: 'Compute it in a view of the stream.', position },
    );
  }
}

function streamColumns(
  statement: CreateStream,
  given: GivenColumns | null,
  context: PlanContext,
): DefinedColumns {
  if (statement.columns.length > 0) return defineColumns(statement.columns, context);
  if (given !== null) {
    return { fields: given.fields, defaults: given.fields.map(() => null), sequences: [] };
  }
  throw new SqlError(
    sqlState.syntaxError,
    `stream "${statement.name.parts.at(-1)}" has no columns`,
    {
      hint: 'Name its columns, or where they come from: FROM a file, or WITH (connector = …).',
      position: statement.name.position,
    },
  );
}

function givenWatermark(given: GivenColumns | null): Watermark | null {
  return given?.watermark ?? null;
}

function partitionCount(options: readonly Option[]): number {
  const option = options.find(({ key }) => key === 'partitions');
  if (option === undefined) return 1;
  const count = Number(option.value);
  if (Number.isInteger(count) && count >= 1 && count <= partitionsMax) return count;
  throw new SqlError(
    sqlState.invalidParameterValue,
    `invalid value for option "partitions": ${JSON.stringify(option.value)}`,
    { hint: `Give a whole number from 1 to ${partitionsMax}.`, position: option.position },
  );
}

/** WITH (…) as given; of FROM 'file' the path, too. */
function streamOptions({ options, from }: CreateStream): StreamDefinition['options'] {
  const given = Object.fromEntries(options.map(({ key, value }) => [key, value]));
  return from === null ? given : { ...given, path: from.path };
}

function connectorOf({ options, from }: CreateStream): string | null {
  if (from !== null) return 'file';
  const connector = options.find(({ key }) => key === 'connector');
  return connector === undefined ? null : String(connector.value);
}
