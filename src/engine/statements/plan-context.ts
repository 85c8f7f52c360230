import type { PlanContext } from '../../planner/api.ts';
import type { DefinitionWork } from './definition-work.ts';

/** What definitions are planned with. */
export function planContextOf({
  context,
  options,
}: Pick<DefinitionWork, 'context' | 'options'>): PlanContext {
  return {
    catalog: context.catalog.reader,
    parameters: options.parameters ?? [],
    mode: 'once',
  };
}
