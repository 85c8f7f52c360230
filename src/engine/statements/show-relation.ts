import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Name, StatementNode } from '../../parser/ast.ts';
import { answer } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { describe } from './describe.ts';
import { undefinedRelation } from './undefined-relation.ts';

/**
 * SHOW COLUMNS FROM a relation, which answers what DESCRIBE does, and SHOW CREATE of one: its name
 * and the statement that makes it. @throws SqlError 42P01, 42809
 */
export function showRelation(
  context: EngineContext,
  { what, position }: Extract<StatementNode, { kind: 'show' }>,
  of: Name,
): StatementOutcome {
  if (what === 'columns') {
    const described = describe(context, { kind: 'describe', name: of, extended: false, position });
    return { ...described, command: 'SHOW' };
  }
  const definition = context.catalog.reader.find(of.parts);
  if (definition === null) throw undefinedRelation(context.catalog, of);
  const wanted = what.replace(/^create /, '');
  if (definition.kind !== wanted) {
    const article = /^[aeiou]/.test(wanted) ? 'an' : 'a';
    throw new SqlError(
      sqlState.wrongObjectType,
      `"${definition.name}" is not ${article} ${wanted}`,
      {
        hint: `Use SHOW CREATE ${definition.kind.toUpperCase()}.`,
        position: of.position,
      },
    );
  }
  return answer('SHOW', ['name', 'statement'], [[definition.name, definition.sql]]);
}
