import type { FastifyReply } from 'fastify';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { ExecuteOptions, ExecuteOutcome, SubscribeRequest } from '../engine/api.ts';
import { ChangelogLane } from './changelog-lane.ts';
import { lineWords } from './changelog-words.ts';
import { asSqlError, errorBody } from './error-text.ts';
import { LineResponse } from './line-response.ts';
import { problemOf } from './problem.ts';
import { sendProblem } from './replies.ts';
import type { RowTexts } from './row-texts.ts';
import type { ServerContext } from './server-context.ts';
import type { SqlBody } from './sql-body.ts';
import { columnsText, noticesText, rowParts } from './statement-text.ts';

/**
 * Answers statements as lines: a head, rows and a count for each; an error ends them. How far a
 * statement is that takes long is a line of its own before them.
 */
export async function answerInLines(
  reply: FastifyReply,
  { sql, parameters, session }: SqlBody & Pick<ExecuteOptions, 'session'>,
  context: ServerContext,
): Promise<FastifyReply> {
  const left = new AbortController();
  const lines = new LineResponse(reply, context, () => left.abort());
  const outcome = await context.engine.execute(sql, {
    parameters,
    session,
    signal: left.signal,
    progress: (progress) => {
      if (lines.outflow.accepts()) lines.outflow.send(`{"working":${JSON.stringify(progress)}}`);
    },
  });
  if (outcome.error !== null && outcome.results.length === 0 && !lines.isStarted) {
    return sendProblem(reply, problemOf(outcome.error));
  }
  const lane = lines.outflow.openLane({
    drained: () => undefined,
    ended: () => lines.end(),
    failed: (error) => {
      lines.outflow.send(lineWords.error(errorBody(asSqlError(error, context.log))));
      lines.end();
    },
  });
  lines.start();
  lane.put(outcomeLines(outcome, context.texts));
  lane.end(outcome.error === null ? null : lineWords.error(errorBody(outcome.error)));
  return reply;
}

/** Answers a continuous query as lines until it ends or the client leaves. */
export async function followInLines(
  reply: FastifyReply,
  {
    statement,
    session,
    parameters,
  }: Pick<SubscribeRequest, 'statement' | 'session' | 'parameters'>,
  context: ServerContext,
): Promise<FastifyReply> {
  const { engine, texts, clock, log, openAnswers } = context;
  const lines = new LineResponse(reply, context, () => {
    openAnswers.delete(stop);
    lane.close();
  });
  const lane = new ChangelogLane({
    outflow: lines.outflow,
    words: lineWords,
    texts,
    clock,
    log,
    time: 'iso',
    maxRate: null,
    conflate: true,
    ended: () => lines.end(),
  });
  const stop = (): void =>
    lane.error(new SqlError(sqlState.adminShutdown, 'the server is shutting down'));
  openAnswers.add(stop);
  try {
    const request = {
      statement,
      session,
      parameters,
      from: 'snapshot',
      mode: 'changes',
      progressMs: 1000,
    } as const;
    lane.attach(await engine.subscribe(request, lane));
    lines.start();
  } catch (error) {
    const refusal = asSqlError(error, log);
    if (lines.isStarted) lane.error(refusal);
    else return sendProblem(reply, problemOf(refusal));
  }
  return reply;
}

function* outcomeLines({ results }: ExecuteOutcome, texts: RowTexts): Iterable<string> {
  for (const each of results) {
    yield `{"command":${JSON.stringify(each.command)},"columns":${columnsText(each.schema)}}`;
    for (const rows of rowParts(each, texts)) yield `{"rows":[${rows}]}`;
    const notices = each.notices.length === 0 ? '' : `,"notices":${noticesText(each.notices)}`;
    yield `{"rowCount":${each.rowCount}${notices}}`;
  }
}
