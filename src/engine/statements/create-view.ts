import type { RelationDefinition } from '../../catalog/definition.ts';
import { within } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { defineView } from '../../planner/define-view.ts';
import { done } from '../answer.ts';
import type { Notice, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { sessionZoneName } from '../session/zone-setting.ts';
import type { StatementOptions } from '../statement-options.ts';
import { checkOptions } from './check-options.ts';
import { isTaken } from './existing.ts';

type CreateViewNode = Extract<StatementNode, { kind: 'createView' }>;

/** CREATE MATERIALIZED VIEW answers after so long even when the view still catches up. */
const liveWaitMs = 1000;

/** CREATE [MATERIALIZED] VIEW: names a query; a materialized one is started. */
export async function createView(
  context: EngineContext,
  statement: CreateViewNode,
  options: StatementOptions,
): Promise<StatementOutcome> {
  const { catalog, relations, rounds } = context;
  const kind = statement.materialized ? 'materialized view' : 'view';
  const command = `CREATE ${kind.toUpperCase()}`;
  if (statement.orReplace && catalog.reader.find(statement.name.parts) !== null) {
    throw replaceLater(statement, kind);
  }
  const taken = isTaken(catalog, statement);
  if (taken !== null) return done(command, 0, [taken]);
  checkOptions(statement.options, {
    now: {},
    later: ['history', 'late_rows', 'on_error', 'retention'],
  });
  const { view, planned } = defineView(statement, {
    catalog: catalog.reader,
    parameters: options.parameters ?? [],
    timeZone: sessionZoneName(options.session),
    mode: statement.materialized ? 'continuous' : 'once',
  });
  const definition: RelationDefinition = { ...view, id: catalog.nextId(view.kind) };
  catalog.create(definition, rounds.cut.epoch, planned.reads);
  const started = relations.startQuery(definition, planned.physical);
  if (started === null) return done(command, 0, planned.notices);
  try {
    const live = await within(context.clock, liveWaitMs, started.live);
    if (live !== null && live.error !== null) throw live.error;
    const percent = Math.floor((started.query?.progress ?? 0) * 100);
    const notices = live === null ? [catchesUp(definition.name, percent)] : [];
    return done(command, 0, [...planned.notices, ...notices]);
  } catch (error) {
    catalog.drop([definition.id]);
    await relations.remove(definition.id);
    throw error;
  }
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
