import type { RelationDefinition, ViewDefinition } from '../../catalog/definition.ts';
import { publicSchema } from '../../catalog/object-names.ts';
import { within } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { defineView } from '../../planner/define-view.ts';
import { done } from '../answer.ts';
import type { Notice, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { RelationQuery } from '../relations.ts';
import { checkOptions } from './check-options.ts';
import type { DefinitionOutcome, DefinitionWork } from './definition-work.ts';
import { discardRelations, takeBack } from './discard-relations.ts';
import { isTaken, type NewPlace, newPlace } from './existing.ts';
import { planContextOf } from './plan-context.ts';
import { replaceView } from './replace-view.ts';

type CreateViewNode = Extract<StatementNode, { kind: 'createView' }>;

/** CREATE MATERIALIZED VIEW answers after so long even when the view still catches up. */
const liveWaitMs = 1000;

/** CREATE [MATERIALIZED] VIEW: names a query; a materialized one is started. */
export function createView(work: DefinitionWork, statement: CreateViewNode): DefinitionOutcome {
  const { context, changes } = work;
  const kind = statement.materialized ? 'materialized view' : 'view';
  const command = `CREATE ${kind.toUpperCase()}`;
  const place = newPlace(work, statement.name, statement.temporary);
  const before = statement.orReplace ? replaced(work, place, statement) : null;
  const taken = before === null ? isTaken(context.catalog, place, statement) : null;
  if (taken !== null) return done(command, 0, [taken]);
  checkOptions(statement.options, {
    now: {},
    later: ['history', 'late_rows', 'on_error', 'retention'],
  });
  const { view, planned } = defineView(statement, {
    ...planContextOf(work),
    mode: statement.materialized ? 'continuous' : 'once',
  });
  if (before !== null && view.kind === 'view') {
    const { position } = statement.name;
    replaceView(work, before, { ...view, ...place }, { planned, position });
    return done(command, 0, planned.notices);
  }
  const id = context.committed.nextId(view.kind);
  const definition: RelationDefinition = { ...view, ...place, id };
  changes.put(definition, planned.reads);
  if (!statement.materialized) return done(command, 0, planned.notices);
  changes.undoBy(() => discardRelations(context, [id]));
  const { physical: plan, reads } = planned;
  const started = context.relations.startQuery(definition, { plan, reads });
  const finish = async (): Promise<StatementOutcome> => {
    const notices = started === null ? [] : await caughtUp(context, definition, started);
    return done(command, 0, [...planned.notices, ...notices]);
  };
  return { finish, undo: (later) => takeBack(later, id) };
}

/** The view that is replaced; null where there is none. @throws SqlError 42809, 0A000 */
function replaced(
  { context: { catalog } }: DefinitionWork,
  { name, schema = publicSchema }: NewPlace,
  statement: CreateViewNode,
): ViewDefinition | null {
  const found = catalog.at({ name, schema });
  if (found === null) return null;
  if (statement.materialized && found.kind === 'materialized view') throw replaceLater(statement);
  if (found.kind === 'view' && !statement.materialized) return found;
  const wanted = statement.materialized ? 'materialized view' : 'view';
  throw new SqlError(sqlState.wrongObjectType, `"${name}" is not a ${wanted}`, {
    position: statement.name.position,
  });
}

/** Waits a little for the query of a view. @throws SqlError what it fails with at once */
async function caughtUp(
  { clock }: EngineContext,
  definition: RelationDefinition,
  started: RelationQuery,
): Promise<readonly Notice[]> {
  const live = await within(clock, liveWaitMs, started.live);
  if (live?.error != null) throw live.error;
  const percent = Math.floor((started.query?.progress ?? 0) * 100);
  return live === null ? [catchesUp(definition.name, percent)] : [];
}

function catchesUp(name: string, percent: number): Notice {
  return {
    severity: 'NOTICE',
    message: `"${name}" is catching up with what was there before (${percent} %)`,
    hint: 'SHOW QUERIES tells how far it is.',
  };
}

function replaceLater({ name }: CreateViewNode): SqlError {
  const shown = name.parts.join('.');
  return new SqlError(
    sqlState.featureNotSupported,
    'CREATE OR REPLACE of an existing materialized view is not supported yet',
    {
      position: name.position,
      hint: `DROP MATERIALIZED VIEW ${shown} first, then create it again.`,
    },
  );
}
