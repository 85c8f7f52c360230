import type { CatalogAnswers } from '../../../functions/session-facts.ts';
import type { SystemObjects } from '../system-objects.ts';
import type { CatalogAnswer } from './catalog-answer.ts';
import { definitionAnswers } from './definition-answers.ts';
import { docsAnswers } from './docs-answers.ts';
import { nameAnswers } from './name-answers.ts';
import { rightAnswers } from './right-answers.ts';
import { serverAnswers } from './server-answers.ts';
import { sizeAnswers } from './size-answers.ts';

/** What functions about what there is answer, by their names. */
const answers: ReadonlyMap<string, CatalogAnswer> = new Map(
  Object.entries({
    ...nameAnswers,
    ...definitionAnswers,
    ...docsAnswers,
    ...sizeAnswers,
    ...rightAnswers,
    ...serverAnswers,
  }),
);

/** Answers functions about what there is; it is gathered when it is first asked for. */
export function catalogAnswers(gathered: () => SystemObjects): CatalogAnswers {
  return (name, args) => answers.get(name)?.(args, gathered()) ?? null;
}
