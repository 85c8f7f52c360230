import type { CatalogObject, StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { AlterAction, StatementNode } from '../../parser/ast.ts';
import { refusedAction } from '../../planner/unplanned/unplanned-statement.ts';
import { done } from '../answer.ts';
import type { Notice, StatementOutcome } from '../api.ts';
import { addColumn } from './add-column.ts';
import { setDefault, setNotNull } from './alter-column.ts';
import { keepShapes, renameColumn } from './alter-column-name.ts';
import { addConstraint, dropConstraint } from './alter-constraint.ts';
import { moveObject, renameObject, renameSchema } from './alter-name.ts';
import { alterSequence } from './alter-sequence.ts';
import { applyColumns } from './apply-columns.ts';
import type { DefinitionWork } from './definition-work.ts';
import { dropColumn } from './drop-column.ts';
import { objectNamed } from './drop-targets.ts';
import { settle } from './flush.ts';

type AlterNode = Extract<StatementNode, { kind: 'alter' }>;
type Written = StreamDefinition | TableDefinition;

/** ALTER: changes the definition of an object, step by step, all of them or none. */
export async function alter(work: DefinitionWork, node: AlterNode): Promise<StatementOutcome> {
  const command = `ALTER ${node.object.toUpperCase()}`;
  const found = altered(work, node);
  if (found instanceof SqlError) {
    if (!node.ifExists) throw found;
    return done(command, 0, [{ severity: 'NOTICE', message: `${found.message}, skipping` }]);
  }
  // What is asked of the rows that are there is asked of all that were written before.
  if (found.kind === 'table') await settle(work.context, work.options);
  const notices: Notice[] = [];
  const now = (): CatalogObject => work.context.catalog.object(found.id)?.definition ?? found;
  // Each step begins with what the one before has left.
  for (const action of node.actions) notices.push(...apply(work, now(), action));
  applyColumns(work, found, now());
  return done(command, 0, notices);
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

function apply(
  work: DefinitionWork,
  object: CatalogObject,
  action: AlterAction,
): readonly Notice[] {
  switch (action.kind) {
    case 'rename':
      if (object.kind === 'schema') renameSchema(work, object, action.to);
      else renameObject(work, object, action.to);
      return [];
    case 'renameColumn':
      renameColumn(work, object, action);
      return [];
    case 'setSchema':
      moveObject(work, object, action.schema);
      return [];
    case 'owner':
      put(work, { ...object, owner: action.to.name });
      return [];
    case 'sequence':
      alterSequence(work, object, action);
      return [];
    case 'addColumn':
    case 'dropColumn':
    case 'setDefault':
    case 'setNotNull':
    case 'addConstraint':
    case 'dropConstraint':
      return applyToRows(work, written(object, action), action);
    default:
      throw refusedAction(action);
  }
}

type RowAction = Extract<
  AlterAction,
  {
    kind:
      | 'addColumn'
      | 'dropColumn'
      | 'setDefault'
      | 'setNotNull'
      | 'addConstraint'
      | 'dropConstraint';
  }
>;

function applyToRows(work: DefinitionWork, object: Written, action: RowAction): readonly Notice[] {
  if (action.kind === 'addColumn') {
    const { relation, notices } = addColumn(work, object, action);
    if (relation === object) return notices;
    keepShapes({ ...work.context, changes: work.changes }, object);
    put(work, relation);
    return notices;
  }
  if (action.kind === 'setDefault') {
    put(work, setDefault(work, object, action));
    return [];
  }
  const { table, notices = [] } = changedTable(work, tableOf(object, action), action);
  put(work, table);
  return notices;
}

type Changed = { readonly table: TableDefinition; readonly notices?: readonly Notice[] };

function changedTable(
  work: DefinitionWork,
  table: TableDefinition,
  action: Exclude<RowAction, { kind: 'addColumn' | 'setDefault' }>,
): Changed {
  switch (action.kind) {
    case 'setNotNull':
      return { table: setNotNull(work, table, action) };
    case 'addConstraint':
      return { table: addConstraint(work, table, action) };
    case 'dropColumn':
      return dropColumn(work, table, action);
    default:
      return dropConstraint(work, table, action);
  }
}

/** Puts a definition in the place of the one before; a table needs those that it refers to. */
function put({ context: { catalog }, changes }: DefinitionWork, object: CatalogObject): void {
  const before = catalog.object(object.id)?.reads ?? [];
  const more = object.kind === 'table' ? (object.foreignKeys ?? []).map(({ table }) => table) : [];
  const reads = new Set([...before, ...more].filter((id) => id !== object.id));
  changes.put(object, [...reads]);
}

/** @throws SqlError 42809 for what rows are not written to */
function written(object: CatalogObject, { position }: AlterAction): Written {
  if (object.kind === 'stream' || object.kind === 'table') return object;
  throw new SqlError(
    sqlState.wrongObjectType,
    `ALTER action cannot be performed on ${object.kind} "${object.name}"`,
    { position },
  );
}

/** @throws SqlError 0A000 for a stream */
function tableOf(object: Written, action: AlterAction): TableDefinition {
  if (object.kind === 'table') return object;
  const { message } = refusedAction(action);
  throw new SqlError(sqlState.featureNotSupported, message, {
    hint: `Rows of the stream "${object.name}" stay as they were written. Filter them in a view.`,
    position: action.position,
  });
}
