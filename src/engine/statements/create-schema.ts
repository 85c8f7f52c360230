import { publicSchema } from '../../catalog/object-names.ts';
import { SqlError } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import type { DefinitionWork } from './definition-work.ts';
import { refuseSystemName } from './existing.ts';

/** CREATE SCHEMA. @throws SqlError 42P06 when there is one, 42939 for a name of the system's */
export function createSchema(
  { context, changes }: DefinitionWork,
  { name, ifNotExists, owner }: Extract<StatementNode, { kind: 'createSchema' }>,
): StatementOutcome {
  const { catalog, committed } = context;
  const isThere =
    name.name === publicSchema ||
    name.name === 'information_schema' ||
    name.name === 'millrace' ||
    catalog.schema(name.name) !== null;
  if (isThere) {
    const message = `schema "${name.name}" already exists`;
    if (!ifNotExists) throw new SqlError('42P06', message, { position: name.position });
    return done('CREATE SCHEMA', 0, [{ severity: 'NOTICE', message: `${message}, skipping` }]);
  }
  refuseSystemName(name);
  const made = { kind: 'schema', id: committed.nextId('schema'), name: name.name } as const;
  changes.put(owner === undefined ? made : { ...made, owner: owner.name });
  return done('CREATE SCHEMA');
}
