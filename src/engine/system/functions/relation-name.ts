import { printIdentifier } from '../../../parser/print.ts';
import type { SystemObjects, SystemSchema } from '../system-objects.ts';

/** The parts of a name such as `public."My table"`, folded as SQL folds them. */
export function nameParts(text: string): readonly string[] {
  return [...text.trim().matchAll(/"((?:[^"]|"")*)"|([^."]+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '').trim().toLowerCase() : quoted.replaceAll('""', '"'),
  );
}

/** Whether names of a schema are found without it. */
export function isOnPath(
  { name }: Pick<SystemSchema, 'name'>,
  { session }: SystemObjects,
): boolean {
  return name === 'pg_catalog' || session.searchPath.includes(name);
}

/** A name, with its schema where it is not found without it. */
export function visibleName(schema: SystemSchema, name: string, objects: SystemObjects): string {
  const plain = printIdentifier(name);
  return isOnPath(schema, objects) ? plain : `${printIdentifier(schema.name)}.${plain}`;
}

/** The number of the relation or index of a name, or of a number as text; null when there is none. */
export function findRelationOid(text: string, objects: SystemObjects): number | null {
  if (/^\s*\d+\s*$/.test(text)) return Number(text);
  const [name, schema] = nameParts(text).toReversed();
  const isMeant = (of: SystemSchema): boolean =>
    schema === undefined ? isOnPath(of, objects) : of.name === schema;
  const relation = objects.relations.find((each) => each.name === name && isMeant(each.schema));
  if (relation !== undefined) return relation.oid;
  return objects.indexes.find((each) => each.name === name && isMeant(each.on.schema))?.oid ?? null;
}
