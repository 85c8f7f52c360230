import type { CatalogView } from '../../catalog/catalog-view.ts';
import type { TableDefinition } from '../../catalog/definition.ts';
import { printIdentifier } from '../../parser/print.ts';
import { objectOid, oidAfter } from './numbers.ts';
import type { SystemConstraint, SystemIndex, SystemObject } from './system-objects.ts';

/** The indexes of relations: by their keys, of their constraints, and those that people have made. */
export function indexesOf(
  relations: readonly SystemObject[],
  view: CatalogView,
): readonly SystemIndex[] {
  const byId = new Map(relations.map((each) => [each.definition?.id, each]));
  const made = view.indexes().flatMap((index): readonly SystemIndex[] => {
    const on = byId.get(index.on);
    if (on === undefined) return [];
    const { name, columns, isUnique } = index;
    const oid = objectOid(index.id);
    return [{ oid, name, on, columns, isUnique, isPrimary: false, isOfConstraint: false }];
  });
  return [...relations.flatMap(ownIndexes), ...made];
}

/** The index by which a relation finds a row by its key, and those of its constraints. */
function ownIndexes(on: SystemObject): readonly SystemIndex[] {
  const { definition, name, key } = on;
  if (definition === null) return [];
  const table = definition.kind === 'table' ? definition : null;
  const own = { on, isUnique: true, isOfConstraint: table !== null };
  const uniques = (table?.uniques ?? []).map(
    (unique, i): SystemIndex => ({
      ...own,
      oid: on.oid + oidAfter.uniques + i,
      name: unique.name,
      columns: unique.columns,
      isPrimary: false,
    }),
  );
  if (key.length === 0) return uniques;
  const isPrimary = table !== null;
  const keyName = table?.keyName ?? `${name}_${isPrimary ? 'pkey' : 'key'}`;
  const oid = on.oid + oidAfter.key;
  return [{ ...own, oid, name: keyName, columns: key, isPrimary }, ...uniques];
}

/** The constraints of tables. */
export function constraintsOf(
  relations: readonly SystemObject[],
  indexes: readonly SystemIndex[],
): readonly SystemConstraint[] {
  const keys = indexes
    .filter(({ isOfConstraint }) => isOfConstraint)
    .map((index): SystemConstraint => {
      const { oid, name, on, columns, isPrimary } = index;
      const word = isPrimary ? 'PRIMARY KEY' : 'UNIQUE';
      return {
        oid,
        name,
        kind: isPrimary ? 'p' : 'u',
        on,
        columns,
        index,
        references: null,
        text: `${word} (${columnNames(index)})`,
      };
    });
  return [...keys, ...relations.flatMap((on) => otherConstraints(on, relations))];
}

function otherConstraints(
  on: SystemObject,
  relations: readonly SystemObject[],
): readonly SystemConstraint[] {
  const { definition } = on;
  if (definition?.kind !== 'table' && definition?.kind !== 'stream') return [];
  const checks = (definition.checks ?? []).map(
    ({ name, sql }, i): SystemConstraint => ({
      oid: on.oid + oidAfter.checks + i,
      name,
      kind: 'c',
      on,
      columns: [],
      index: null,
      references: null,
      text: `CHECK (${sql})`,
    }),
  );
  return definition.kind === 'table'
    ? [...checks, ...foreignKeys(on, definition, relations)]
    : checks;
}

function foreignKeys(
  on: SystemObject,
  { foreignKeys: keys = [] }: TableDefinition,
  relations: readonly SystemObject[],
): readonly SystemConstraint[] {
  return keys.flatMap(({ name, columns, table, references }, i): readonly SystemConstraint[] => {
    const to = relations.find(({ definition }) => definition?.id === table);
    if (to === undefined) return [];
    const target = `${printIdentifier(to.name)}(${columnNames({ on: to, columns: references })})`;
    return [
      {
        oid: on.oid + oidAfter.foreignKeys + i,
        name,
        kind: 'f',
        on,
        columns,
        index: null,
        references: { to, columns: references },
        text: `FOREIGN KEY (${columnNames({ on, columns })}) REFERENCES ${target}`,
      },
    ];
  });
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
