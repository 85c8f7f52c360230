import { printIdentifier } from '../../parser/print.ts';
import { oidAfter } from './numbers.ts';
import type { SystemConstraint, SystemIndex, SystemObject } from './system-objects.ts';

/** The indexes of relations: the one by which tables and views find a row by its key. */
export function indexesOf(relations: readonly SystemObject[]): readonly SystemIndex[] {
  return relations.flatMap((on): readonly SystemIndex[] => {
    if (on.key.length === 0 || on.definition === null) return [];
    const isTable = on.kind === 'table';
    return [
      {
        oid: on.oid + oidAfter.key,
        name: `${on.name}_${isTable ? 'pkey' : 'key'}`,
        on,
        columns: on.key,
        isUnique: true,
        isPrimary: isTable,
      },
    ];
  });
}

/** The constraints of tables: their primary keys. */
export function constraintsOf(indexes: readonly SystemIndex[]): readonly SystemConstraint[] {
  return indexes
    .filter(({ isPrimary }) => isPrimary)
    .map((index) => ({
      oid: index.oid,
      name: index.name,
      kind: 'p',
      on: index.on,
      columns: index.columns,
      index,
      text: `PRIMARY KEY (${columnNames(index)})`,
    }));
}

/** The columns of an index, as its definition lists them. */
export function columnNames({ on, columns }: Pick<SystemIndex, 'on' | 'columns'>): string {
  return columns.map((column) => printIdentifier(on.fields[column]?.name ?? '')).join(', ');
}

/** CREATE INDEX as `pg_get_indexdef` writes it. */
export function indexText(index: SystemIndex): string {
  const { on, name, isUnique } = index;
  const relation = `${printIdentifier(on.schema.name)}.${printIdentifier(on.name)}`;
  return `CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX ${printIdentifier(name)} ON ${relation} USING hash (${columnNames(index)})`;
}
