import type { RelationDefinition } from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Name, StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { Notice, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { undefinedRelation } from './undefined-relation.ts';

type DropNode = Extract<StatementNode, { kind: 'drop' }>;

/** DROP: removes relations from the catalog, all or none, then what lives behind them. */
export async function drop(context: EngineContext, statement: DropNode): Promise<StatementOutcome> {
  const { catalog, relations, rounds, subscriptions } = context;
  const notices: Notice[] = [];
  const ids = new Set<string>();
  for (const found of named(context, statement, notices)) {
    ids.add(found.id);
    if (!statement.cascade) continue;
    for (const dependent of dependents(context, found)) {
      if (ids.has(dependent.id)) continue;
      ids.add(dependent.id);
      const message = `drop cascades to ${dependent.kind} ${dependent.name}`;
      notices.push({ severity: 'NOTICE', message });
    }
  }
  const oldestFirst = catalog.list().filter(({ definition }) => ids.has(definition.id));
  const order = oldestFirst.toReversed().map(({ definition }) => definition.id);
  if (order.length > 0) catalog.drop(order);
  await rounds.between(() => subscriptions.dropped(order));
  for (const id of order) await relations.remove(id);
  return done(`DROP ${statement.object.toUpperCase()}`, 0, notices);
}

/** The relations that the statement names; those that IF EXISTS excuses are told in notices. */
function named(
  { catalog }: EngineContext,
  statement: DropNode,
  notices: Notice[],
): readonly RelationDefinition[] {
  return statement.names.flatMap((name) => {
    const found = catalog.reader.find(name.parts);
    if (found !== null) {
      refuseOtherKind(found, statement, name);
      return [found];
    }
    if (!statement.ifExists) throw undefinedRelation(catalog, name);
    const message = `${statement.object} "${name.parts.join('.')}" does not exist, skipping`;
    notices.push({ severity: 'NOTICE', message });
    return [];
  });
}

function dependents({ catalog }: EngineContext, { id }: RelationDefinition): RelationDefinition[] {
  return catalog.dependents(id).flatMap((name) => catalog.reader.find([name]) ?? []);
}

function refuseOtherKind(found: RelationDefinition, { object }: DropNode, name: Name): void {
  const wanted = object === 'source' ? 'stream' : object;
  if (found.kind === wanted) return;
  throw new SqlError(sqlState.wrongObjectType, `"${found.name}" is not a ${object}`, {
    position: name.position,
    hint: `Use DROP ${found.kind.toUpperCase()} to remove a ${found.kind}.`,
  });
}
