import type { StreamDefinition } from '../../catalog/definition.ts';
import { within } from '../../common/clock.ts';
import { type ConnectorColumns, checkSource, connectorFields } from '../../connectors/connector.ts';
import { inferFile } from '../../connectors/file/infer-file.ts';
import type { SourceOptions } from '../../connectors/source-reader.ts';
import { typeName } from '../../data/sql-type.ts';
import type { Option, StatementNode } from '../../parser/ast.ts';
import { defineStream } from '../../planner/define-stream.ts';
import { answer, done } from '../answer.ts';
import type { ExecuteOptions, Notice, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { checkIdleTimeout } from '../idle-timeout.ts';
import type { SourceRunner } from '../source-runner.ts';
import { checkOptions, type KnownOptions } from './check-options.ts';
import type { DefinitionOutcome, DefinitionWork } from './definition-work.ts';
import { discardRelations, takeBack } from './discard-relations.ts';
import { isTaken, newPlace } from './existing.ts';
import { planContextOf } from './plan-context.ts';

type CreateStreamNode = Extract<StatementNode, { kind: 'createStream' }>;

/** CREATE STREAM … FROM 'file' waits so long for the end of the file; what is left is read on. */
const fileWaitMs = 30_000;

/**
 * CREATE STREAM: makes the log and starts the source. Goes on until the end of a file when the
 * stream is there.
 */
export async function createStream(
  work: DefinitionWork,
  statement: CreateStreamNode,
): Promise<DefinitionOutcome> {
  const { context, changes, options } = work;
  const { relations } = context;
  const place = newPlace(work, statement.name);
  const taken = isTaken(context.catalog, place, statement);
  if (taken !== null) return done('CREATE STREAM', 0, [taken]);
  checkStreamOptions(statement);
  const given = await givenColumns(context, statement);
  const planned = defineStream(statement, given, planContextOf(work));
  if (planned.connector !== null && statement.from === null) {
    checkSource(planned.options, planned.fields);
  }
  const id = context.committed.nextId('stream');
  const definition: StreamDefinition = { ...planned, ...place, id };
  changes.undoBy(() => discardRelations(context, [id]));
  changes.put(definition);
  await relations.openStore(definition);
  await relations.startSource(definition);
  const finish = async (): Promise<StatementOutcome> => {
    const notices = statement.from === null ? [] : await awaitFile(context, definition, options);
    return given === null ? done('CREATE STREAM', 0, notices) : schemaAnswer(definition, notices);
  };
  return { finish, undo: (later) => takeBack(later, id) };
}

/** The columns that a connector or a file brings along; null when the statement names them. */
async function givenColumns(
  context: EngineContext,
  statement: CreateStreamNode,
): Promise<ConnectorColumns | null> {
  const options = optionsOf(statement);
  if (statement.from !== null) {
    return await inferFile(statement.from.path, options, context.filesDirectory);
  }
  if (options['connector'] === undefined) return null;
  return connectorFields(options);
}

function optionsOf({ options }: CreateStreamNode): SourceOptions {
  return Object.fromEntries(options.map(({ key, value }) => [key, value]));
}

/** Waits for the end of the file, so that the next statement finds its rows. */
async function awaitFile(
  { relations, clock }: EngineContext,
  { id, name }: StreamDefinition,
  { signal }: ExecuteOptions,
): Promise<readonly Notice[]> {
  const source = relations.source(id);
  if (source === null) return [];
  const aborted = new Promise<void>((resolve) => {
    signal?.addEventListener('abort', () => resolve());
  });
  await within(clock, fileWaitMs, Promise.race([source.done, aborted]));
  if (source.error !== null) throw source.error;
  const rows = relations.store(id)?.rows ?? 0;
  const isWhole = relations.store(id)?.ended === true;
  const message = isWhole ? `${rows} rows read` : `${rows} rows read so far; reading goes on`;
  return [{ severity: 'NOTICE', message: `${name}: ${message}` }, ...rejectedNotice(source)];
}

function rejectedNotice({ rejected }: SourceRunner): readonly Notice[] {
  if (rejected === null || rejected.count === 0) return [];
  const [first] = rejected.reasons;
  const message = `${rejected.count} records of the file were left out`;
  const hint = first && `The first is record ${first.index} (${first.code}): ${first.message}.`;
  return [{ severity: 'WARNING', message, hint }];
}

function schemaAnswer(
  { fields, watermark }: StreamDefinition,
  notices: readonly Notice[],
): StatementOutcome {
  const rows = fields.map(({ name, type, nullable }, index) => [
    name,
    typeName(type),
    nullable,
    watermark?.column === index ? `watermark, ${watermark.delayMicros / 1e6} s behind` : null,
  ]);
  const columns = ['column', 'type', ['nullable', { kind: 'boolean' }], 'event time'] as const;
  return answer('CREATE STREAM', columns, rows, notices);
}

const streamOptions: KnownOptions = {
  now: {
    connector: null,
    durability: ['durable', 'relaxed'],
    idle_timeout: null,
    partitions: null,
    time_unit: ['s', 'ms', 'us', 'ns'],
  },
  later: ['max_ahead', 'on_error', 'retention'],
};

/** Options of its own a connector checks itself. */
function checkStreamOptions({ options, from }: CreateStreamNode): void {
  const isOwn = ({ key }: Option): boolean =>
    Object.hasOwn(streamOptions.now, key) || streamOptions.later.includes(key);
  const isFilled = from !== null || options.some(({ key }) => key === 'connector');
  checkOptions(isFilled ? options.filter(isOwn) : options, streamOptions);
  checkIdleTimeout(options);
}
