import type { RelationDefinition } from '../../catalog/definition.ts';
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
import { isTaken, newPlace } from './existing.ts';
import { planContextOf } from './plan-context.ts';

type CreateViewNode = Extract<StatementNode, { kind: 'createView' }>;

/** CREATE MATERIALIZED VIEW answers after so long even when the view still catches up. */
const liveWaitMs = 1000;

/** CREATE [MATERIALIZED] VIEW: names a query; a materialized one is started. */
export function createView(work: DefinitionWork, statement: CreateViewNode): DefinitionOutcome {
  const { context, changes } = work;
  const kind = statement.materialized ? 'materialized view' : 'view';
  const command = `CREATE ${kind.toUpperCase()}`;
  const place = newPlace(work, statement.name, statement.temporary);
  if (statement.orReplace && context.catalog.find(statement.name.parts) !== null) {
    throw replaceLater(statement, kind);
  }
  const taken = isTaken(context.catalog, place, statement);
  if (taken !== null) return done(command, 0, [taken]);
  checkOptions(statement.options, {
    now: {},
    later: ['history', 'late_rows', 'on_error', 'retention'],
  });
  const { view, planned } = defineView(statement, {
    ...planContextOf(work),
    mode: statement.materialized ? 'continuous' : 'once',
  });
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

function replaceLater({ name }: CreateViewNode, kind: string): SqlError {
  const shown = name.parts.join('.');
  return new SqlError(
    sqlState.featureNotSupported,
    `CREATE OR REPLACE of an existing ${kind} is not supported yet`,
    {
      position: name.position,
      hint: `DROP ${kind.toUpperCase()} ${shown} first, then create it again.`,
    },
  );
}
