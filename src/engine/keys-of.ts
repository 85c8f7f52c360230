import type { CatalogView } from '../catalog/catalog-view.ts';
import type { RelationDefinition } from '../catalog/definition.ts';

/** The sets of columns by which the rows of a relation are found: its key, what is unique, its indexes. */
export function keysOf(view: CatalogView, id: string): readonly (readonly number[])[] {
  const definition = view.get(id)?.definition;
  if (definition === undefined) return [];
  const made = view.indexesOn(id).map(({ columns }) => columns);
  return [...ownKeys(definition), ...made].filter((columns) => columns.length > 0);
}

function ownKeys(definition: RelationDefinition): readonly (readonly number[])[] {
  switch (definition.kind) {
    case 'table': {
      const { primaryKey, uniques = [] } = definition;
      return [primaryKey, ...uniques.map(({ columns }) => columns)];
    }
    case 'materialized view':
      return [definition.key ?? []];
    default:
      return [];
  }
}
