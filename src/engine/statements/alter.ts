import type { CatalogObject } from '../../catalog/definition.ts';
import { SqlError } from '../../common/sql-error.ts';
import type { AlterAction, StatementNode } from '../../parser/ast.ts';
import { refusedAction } from '../../planner/unplanned/unplanned-statement.ts';
import { done } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import { renameColumn } from './alter-column-name.ts';
import { moveObject, renameObject, renameSchema } from './alter-name.ts';
import type { DefinitionWork } from './definition-work.ts';
import { objectNamed } from './drop-targets.ts';

type AlterNode = Extract<StatementNode, { kind: 'alter' }>;

/** ALTER: changes the definition of an object, step by step, all of them or none. */
export function alter(work: DefinitionWork, node: AlterNode): StatementOutcome {
  const command = `ALTER ${node.object.toUpperCase()}`;
  const found = altered(work, node);
  if (found instanceof SqlError) {
    if (!node.ifExists) throw found;
    return done(command, 0, [{ severity: 'NOTICE', message: `${found.message}, skipping` }]);
  }
  for (const action of node.actions) {
    // Each step begins with what the one before has left.
    const object = work.context.catalog.object(found.id)?.definition ?? found;
    apply(work, object, action);
  }
  return done(command);
}

/** The object that is meant; the error that says that there is none. ALTER TABLE takes any relation. */
function altered(
  { context: { catalog } }: DefinitionWork,
  node: AlterNode,
): CatalogObject | SqlError {
  const anyKind = node.object === 'table' && node.actions.every(({ kind }) => ofAnyKind.has(kind));
  const found = anyKind ? catalog.find(node.name.parts) : null;
  return found ?? objectNamed(catalog, node, node.name, null);
}

const ofAnyKind: ReadonlySet<AlterAction['kind']> = new Set([
  'rename',
  'renameColumn',
  'setSchema',
  'owner',
]);

function apply(work: DefinitionWork, object: CatalogObject, action: AlterAction): void {
  switch (action.kind) {
    case 'rename':
      if (object.kind === 'schema') renameSchema(work, object, action.to);
      else renameObject(work, object, action.to);
      return;
    case 'renameColumn':
      renameColumn(work, object, action);
      return;
    case 'setSchema':
      moveObject(work, object, action.schema);
      return;
    case 'owner':
      work.changes.put(
        { ...object, owner: action.to.name },
        work.context.catalog.object(object.id)?.reads ?? [],
      );
      return;
    default:
      throw refusedAction(action);
  }
}
