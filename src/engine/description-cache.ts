import type { SqlType } from '../data/sql-type.ts';
import type { StatementNode } from '../parser/ast.ts';
import type { StatementDescription } from './api.ts';
import { areSameTypes } from './plan-cache.ts';
import { type Asked, holds, type Question, Questions, type Recorded } from './plan-questions.ts';

type KeptDescription = {
  readonly description: StatementDescription;
  readonly questions: readonly Question[];
  readonly types: readonly (SqlType | null)[];
};

/** By statement: what it takes and answers, or `once` for one that was described once. */
const kept = new WeakMap<StatementNode, KeptDescription | 'once'>();

/**
 * What a statement takes and answers, as `describe` finds it. That of a tree that comes again is
 * kept, with every question that was asked to find it, for parameters of the same types.
 * @throws SqlError as `describe` does
 */
export function keptDescription(
  statement: StatementNode,
  types: readonly (SqlType | null)[],
  asked: Asked,
  describe: (by: Recorded) => StatementDescription,
): StatementDescription {
  const found = kept.get(statement);
  if (typeof found === 'object') {
    const isSame = areSameTypes(found.types, types) && holds(found.questions, asked);
    if (isSame) return found.description;
  }
  const questions = new Questions(asked);
  const description = describe(questions.recorded());
  const isKept = found !== undefined && questions.areRepeatable;
  kept.set(statement, isKept ? { description, questions: questions.all, types } : 'once');
  return description;
}
