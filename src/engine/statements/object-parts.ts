import type { CatalogObject } from '../../catalog/definition.ts';

/** Whether an object belongs to another and goes with it without a word: an index, an owned sequence. */
export function isPartOf(object: CatalogObject, whole: CatalogObject): boolean {
  if (object.kind === 'index') return object.on === whole.id;
  return object.kind === 'sequence' && object.ownedBy?.table === whole.id;
}

/**
 * An object that can do without another: a table without its foreign keys to it, or the defaults
 * that a sequence gives. Null when it cannot.
 */
export function withoutReference(object: CatalogObject, gone: CatalogObject): CatalogObject | null {
  if (object.kind !== 'table' && object.kind !== 'stream') return null;
  if (gone.kind === 'sequence') {
    const { defaultSql = [] } = object;
    return {
      ...object,
      defaultSql: defaultSql.map((sql) => (sql?.includes(gone.name) === true ? null : sql)),
    };
  }
  if (object.kind !== 'table' || gone.kind !== 'table') return null;
  const { foreignKeys = [] } = object;
  return { ...object, foreignKeys: foreignKeys.filter(({ table }) => table !== gone.id) };
}
