import { SqlError, sqlState } from '../../common/sql-error.ts';

/** Why a transaction was aborted. */
export type AbortReason =
  | { readonly kind: 'aborted'; readonly detail: string | undefined }
  | { readonly kind: 'fenced' };

/** Its owner asked for it. */
export const asked: AbortReason = { kind: 'aborted', detail: undefined };

/** The log was closed meanwhile. */
export const logClosed: AbortReason = { kind: 'aborted', detail: 'The log was closed.' };

/** It took too long. */
export function timedOut(timeoutMs: number): AbortReason {
  return { kind: 'aborted', detail: `It was not ended within ${timeoutMs} ms.` };
}

/** An append of it failed, or its commit. */
export function appendFailed(error: Error): AbortReason {
  return { kind: 'aborted', detail: `A write of it failed: ${error.message}.` };
}

/** What a use of a transaction that was aborted is answered with. */
export function abortedError(reason: AbortReason): SqlError {
  if (reason.kind === 'fenced') return fencedProducer();
  return new SqlError(sqlState.transactionEnded, 'the transaction was aborted', {
    detail: reason.detail,
    hint: 'Begin a new transaction and do all of it again.',
  });
}

/** What a use of a transaction that was committed is answered with. */
export function committedError(): SqlError {
  return new SqlError(sqlState.transactionEnded, 'the transaction has ended');
}

/** What a producer is told whose name was opened again. */
export function fencedProducer(): SqlError {
  return new SqlError(sqlState.producerFenced, 'the producer was fenced off', {
    detail: 'Its name was opened again.',
    hint: 'Another one took its place: this one must stop.',
  });
}
