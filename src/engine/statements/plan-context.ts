import type { PlanContext } from '../../planner/api.ts';
import { sessionZoneName } from '../session/zone-setting.ts';
import type { DefinitionWork } from './definition-work.ts';

/** What definitions are planned with. */
export function planContextOf({
  context,
  options,
}: Pick<DefinitionWork, 'context' | 'options'>): PlanContext {
  return {
    catalog: context.catalog.reader,
    parameters: options.parameters ?? [],
    timeZone: sessionZoneName(options.session),
    mode: 'once',
  };
}
