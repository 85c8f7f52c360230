import type { ColumnDefinition, SequenceOption, TypeName } from '../../parser/ast.ts';

/** A sequence that a column asks for. */
export type NewSequence = {
  /** The number of the column. */
  readonly column: number;
  readonly type: 'smallint' | 'integer' | 'bigint';
  readonly options: readonly SequenceOption[];
};

const serials: ReadonlyMap<string, NewSequence['type']> = new Map([
  ['smallserial', 'smallint'],
  ['serial2', 'smallint'],
  ['serial', 'integer'],
  ['serial4', 'integer'],
  ['bigserial', 'bigint'],
  ['serial8', 'bigint'],
]);

/** The type with SERIAL as the type of its numbers. */
export function withoutSerial(type: TypeName): TypeName {
  const name = type.arrayDepth > 0 ? undefined : serials.get(type.name);
  return name === undefined ? type : { ...type, name };
}

/** The sequences of SERIAL and IDENTITY columns. */
export function newSequences(columns: readonly ColumnDefinition[]): readonly NewSequence[] {
  return columns.flatMap(({ type, generated }, column): readonly NewSequence[] => {
    const serial = serials.get(type.name);
    if (serial !== undefined) return [{ column, type: serial, options: [] }];
    if (generated?.kind !== 'identity') return [];
    const { options = [] } = generated;
    return [{ column, type: identityType(type), options }];
  });
}

function identityType({ name }: TypeName): NewSequence['type'] {
  if (name === 'smallint' || name === 'int2') return 'smallint';
  return name === 'bigint' || name === 'int8' ? 'bigint' : 'integer';
}
