import { SqlError, sqlState } from '../common/sql-error.ts';
import type { StatementOutcome } from '../engine/api.ts';
import { errorBody, protocolViolation } from './error-text.ts';
import type { RowTexts } from './row-texts.ts';
import { statementText } from './statement-text.ts';

/** The media type of RFC 9457. */
export const problemType = 'application/problem+json; charset=utf-8';

/** A refusal over HTTP: its status and its problem document as JSON text. */
export type ProblemAnswer = { readonly status: number; readonly text: string };

/** What was answered before the error, to be told with it. */
export type Before = { readonly results: readonly StatementOutcome[]; readonly texts: RowTexts };

/**
 * An error as a problem document: the title names the class of the SQLSTATE (PostgreSQL, appendix
 * A), `detail` is the message, `explanation` PostgreSQL's DETAIL.
 */
export function problemOf(
  error: SqlError,
  status: number = statusOf(error.code),
  before: Before | null = null,
): ProblemAnswer {
  const { detail: explanation, message, ...rest } = errorBody(error);
  const others = error.others.map(errorBody);
  const text = JSON.stringify({
    type: `urn:millrace:sqlstate:${error.code}`,
    title: titles[error.code.slice(0, 2)] ?? 'error',
    status,
    ...rest,
    detail: message,
    ...(explanation === undefined ? {} : { explanation }),
    ...(others.length === 0 ? {} : { others }),
  });
  if (before === null) return { status, text };
  return { status, text: `${text.slice(0, -1)},"results":[${resultsText(before)}]}` };
}

/** An error of HTTP itself: a wrong path, a body too large. */
export function httpProblem(
  status: number,
  message: string,
  hint: string | undefined = undefined,
): ProblemAnswer {
  return problemOf(
    new SqlError(httpStates[status] ?? protocolViolation, message, { hint }),
    status,
  );
}

/** Results as JSON text, comma-joined. */
export function resultsText({ results, texts }: Before): string {
  return results.map((each) => `{${statementText(each, texts)}}`).join(',');
}

/** The HTTP status of a SQLSTATE. */
export function statusOf(code: string): number {
  return statusByCode[code] ?? statusByClass[code.slice(0, 2)] ?? 500;
}

const statusByCode: Readonly<Record<string, number>> = {
  [sqlState.connectionFailure]: 503,
  '42501': 403,
  /** nginx's «client closed request»: 408 would make clients send it again. */
  [sqlState.queryCanceled]: 499,
  [sqlState.adminShutdown]: 503,
  [sqlState.cannotConnectNow]: 503,
  [sqlState.objectInUse]: 409,
  [sqlState.undefinedFile]: 400,
};

const statusByClass: Readonly<Record<string, number>> = {
  '08': 400,
  '0A': 400,
  '21': 400,
  '22': 400,
  '23': 400,
  '25': 400,
  '28': 401,
  '2B': 409,
  '42': 400,
  '53': 503,
  '54': 400,
  '55': 409,
  '57': 503,
};

const httpStates: Readonly<Record<number, string>> = {
  403: '42501',
  404: sqlState.undefinedObject,
  413: sqlState.programLimitExceeded,
  415: sqlState.featureNotSupported,
  503: sqlState.cannotConnectNow,
};

const titles: Readonly<Record<string, string>> = {
  '08': 'connection exception',
  '0A': 'feature not supported',
  '21': 'cardinality violation',
  '22': 'data exception',
  '23': 'integrity constraint violation',
  '25': 'invalid transaction state',
  '28': 'invalid authorization specification',
  '2B': 'dependent objects still exist',
  '42': 'syntax error or access rule violation',
  '53': 'insufficient resources',
  '54': 'program limit exceeded',
  '55': 'object not in prerequisite state',
  '57': 'operator intervention',
  '58': 'system error',
  XX: 'internal error',
};
