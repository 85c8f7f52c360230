import type {
  CatalogObject,
  MaterializedViewDefinition,
  RelationDefinition,
  ViewDefinition,
} from '../../catalog/definition.ts';
import { SqlError } from '../../common/sql-error.ts';
import { parseQuery } from '../../parser/parse.ts';
import type { PlannedQuery } from '../../planner/api.ts';
import { planQuery } from '../../planner/plan-query.ts';
import type { DefinitionWork } from './definition-work.ts';

type Queried = ViewDefinition | MaterializedViewDefinition;

/**
 * Plans again what reads a relation, or calls a function; answers the materialized views among it, each after what it
 * reads. @throws SqlError when one cannot be planned
 */
export function readersAgain(
  work: DefinitionWork,
  id: string,
): readonly MaterializedViewDefinition[] {
  const { catalog } = work.context;
  return catalog.allReaders(id).flatMap(({ definition }) => {
    if (!isQueried(definition)) return [];
    const { reads, physical } = planAgain(work, definition);
    const { fields } = physical.output;
    const now = {
      ...definition,
      fields: definition.fields.map((field, i) => ({
        ...field,
        nullable: field.nullable || (fields[i]?.nullable ?? true),
      })),
    };
    work.changes.put(now, reads);
    return now.kind === 'materialized view' ? [now] : [];
  });
}

/** Has relations begin again once what is new of them is true; subscriptions to them, and to `ended`, end. */
export async function beginAgain(
  { context: { rounds, subscriptions, relations } }: DefinitionWork,
  again: readonly RelationDefinition[],
  ended: readonly { readonly id: string }[] = [],
): Promise<void> {
  const ids = [...ended, ...again].map(({ id }) => id);
  await rounds.between(() => subscriptions.dropped(ids));
  await relations.restart(again);
}

/** The views over a relation that cannot be planned any more, or would have fewer columns. */
export function brokenReaders(work: DefinitionWork, id: string): readonly Queried[] {
  return work.context.catalog.allReaders(id).flatMap(({ definition }) => {
    if (!isQueried(definition)) return [];
    try {
      const { fields, hidden = 0 } = planAgain(work, definition).physical.output;
      return fields.length - hidden === definition.fields.length ? [] : [definition];
    } catch (error) {
      if (error instanceof SqlError) return [definition];
      throw error;
    }
  });
}

function planAgain({ context }: DefinitionWork, definition: Queried): PlannedQuery {
  const { reader } = context.catalog;
  const { shapes, timeZone } = { timeZone: undefined, ...definition };
  return planQuery(parseQuery(definition.query), {
    catalog: reader.stored ?? reader,
    parameters: [],
    mode: definition.kind === 'materialized view' ? 'continuous' : 'once',
    shapes,
    timeZone,
  });
}

export function isQueried(object: CatalogObject): object is Queried {
  return object.kind === 'view' || object.kind === 'materialized view';
}
