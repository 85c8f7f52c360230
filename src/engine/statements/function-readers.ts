import type { FunctionDefinition } from '../../catalog/definition.ts';
import { parseQuery } from '../../parser/parse.ts';
import { planQuery } from '../../planner/plan-query.ts';
import type { DefinitionWork } from './definition-work.ts';

/**
 * Has the views that call a function go by what it is now; materialized ones begin again.
 * @throws SqlError when one of them cannot be planned with it
 */
export function followFunction(work: DefinitionWork, { id }: FunctionDefinition): void {
  const { context, changes } = work;
  const { catalog, rounds, subscriptions, relations } = context;
  const again = catalog.allReaders(id).flatMap(({ definition }) => {
    if (definition.kind !== 'view' && definition.kind !== 'materialized view') return [];
    const isKept = definition.kind === 'materialized view';
    const { reads } = planQuery(parseQuery(definition.query), {
      catalog: catalog.reader.stored ?? catalog.reader,
      ...{ parameters: [], shapes: definition.shapes },
      mode: isKept ? 'continuous' : 'once',
      timeZone: isKept ? definition.timeZone : undefined,
    });
    changes.put(definition, reads);
    return isKept ? [definition] : [];
  });
  changes.afterwards(async () => {
    const ids = again.map((view) => view.id);
    await rounds.between(() => subscriptions.dropped(ids));
    await relations.restart(again);
  });
}
