import { stillNeeded } from '../../catalog/check-changes.ts';
import type { ObjectEntry } from '../../catalog/contents.ts';
import type { CatalogObject } from '../../catalog/definition.ts';
import { schemaOf, shownObject } from '../../catalog/object-names.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { Notice, StatementOutcome } from '../api.ts';
import type { DefinitionWork } from './definition-work.ts';
import { discardRelations } from './discard-relations.ts';
import { dropTargets } from './drop-targets.ts';
import { isPartOf, withoutReference } from './object-parts.ts';

type DropNode = Extract<StatementNode, { kind: 'drop' }>;

/** DROP: removes objects from the catalog, all or none, then what lives behind them. */
export function drop(work: DefinitionWork, statement: DropNode): StatementOutcome {
  const { catalog } = work.context;
  const { found, notices } = dropTargets(catalog, statement);
  const going = withSchemas(work, found, statement.object === 'schema');
  const more = dropObjects(work, found, going, statement.cascade);
  return done(`DROP ${statement.object.toUpperCase()}`, 0, [...notices, ...more]);
}

/** Removes whatever is in a schema, and nothing else: what a session leaves behind. */
export function dropContents(work: DefinitionWork, schema: string): void {
  const inside = work.context.catalog
    .objects()
    .map(({ definition }) => definition)
    .filter((each) => each.kind !== 'schema' && schemaOf(each) === schema);
  dropObjects(work, inside, inside, true);
}

/** With schemas, all that is in them. */
function withSchemas(
  { context: { catalog } }: DefinitionWork,
  found: readonly CatalogObject[],
  isSchema: boolean,
): readonly CatalogObject[] {
  if (!isSchema) return found;
  const names = new Set(found.map(({ name }) => name));
  const inside = catalog
    .objects()
    .map(({ definition }) => definition)
    .filter((each) => each.kind !== 'schema' && names.has(schemaOf(each)));
  return [...found, ...inside];
}

/**
 * Removes `going`, of which `named` were asked for: with CASCADE what depends on them too.
 * @throws SqlError 2BP01 without CASCADE, when something depends on them
 */
export function dropObjects(
  work: DefinitionWork,
  named: readonly CatalogObject[],
  going: readonly CatalogObject[],
  cascade: boolean,
): readonly Notice[] {
  const { catalog } = work.context;
  const ids = new Set(going.map(({ id }) => id));
  const others = new Map<string, ObjectEntry>();
  const cut: ObjectEntry[] = [];
  const waiting = [...going];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const entry of catalog.readers(next.id)) {
      const { definition } = entry;
      if (ids.has(definition.id)) continue;
      if (withoutReference(definition, next) !== null) {
        cut.push(entry);
        continue;
      }
      ids.add(definition.id);
      waiting.push(definition);
      if (!isPartOf(definition, next)) others.set(definition.id, entry);
    }
  }
  const asked = new Set(named.map(({ id }) => id));
  const inside = going.filter(({ id }) => !asked.has(id));
  const cutOff = cut.filter(({ definition }) => !ids.has(definition.id));
  if (!cascade) refuse(work, named, [...others.values(), ...cutOff], inside);
  for (const { definition } of cutOff) cutReferences(work, definition, ids);
  remove(work, ids);
  return [
    ...inside.filter((each) => !going.some((other) => isPartOf(each, other))).map(cascadesTo),
    ...[...others.values()].map(({ definition }) => cascadesTo(definition)),
    ...cutOff.map(({ definition }) => ({
      severity: 'NOTICE' as const,
      message: `drop cascades to a constraint or default of ${definition.kind} ${shownObject(definition)}`,
    })),
  ];
}

function cascadesTo(object: CatalogObject): Notice {
  return { severity: 'NOTICE', message: `drop cascades to ${object.kind} ${shownObject(object)}` };
}

/** @throws SqlError 2BP01 when anything depends on what is to go */
function refuse(
  { context: { catalog } }: DefinitionWork,
  named: readonly CatalogObject[],
  readers: readonly ObjectEntry[],
  inside: readonly CatalogObject[],
): void {
  const [first] = named;
  if (first === undefined) return;
  const filled = inside[0];
  if (filled !== undefined) {
    throw new SqlError(
      sqlState.dependentObjectsStillExist,
      `cannot drop schema ${first.name} because other objects depend on it`,
      {
        detail: inside
          .map((each) => `${each.kind} ${shownObject(each)} depends on schema ${schemaOf(each)}`)
          .join('\n'),
        hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
      },
    );
  }
  if (readers.length === 0) return;
  const needed = (reader: CatalogObject): CatalogObject => {
    const reads = catalog.object(reader.id)?.reads ?? [];
    const gone = [...named, ...readers.map(({ definition }) => definition)];
    return gone.find(({ id }) => reads.includes(id)) ?? first;
  };
  throw stillNeeded(first, readers, needed, named.length > 1);
}

function cutReferences(work: DefinitionWork, definition: CatalogObject, gone: Set<string>): void {
  const { catalog } = work.context;
  const entry = catalog.object(definition.id);
  if (entry === null) return;
  let left = entry.definition;
  for (const id of entry.reads) {
    const object = catalog.object(id)?.definition;
    if (object !== undefined && gone.has(id)) left = withoutReference(left, object) ?? left;
  }
  work.changes.put(
    left,
    entry.reads.filter((id) => !gone.has(id)),
  );
}

/** Removes objects, the youngest first; what lives behind them goes after the commit. */
function remove({ context, changes }: DefinitionWork, ids: ReadonlySet<string>): void {
  const order = context.catalog
    .list()
    .map(({ definition }) => definition.id)
    .filter((id) => ids.has(id))
    .toReversed();
  for (const id of ids) changes.remove(id);
  if (order.length === 0) return;
  changes.afterwards(() => discardRelations(context, order));
}
