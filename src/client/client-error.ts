import type { ErrorBody, StatementResult } from '../protocol/messages.ts';

/**
 * What kind of failure it is: the server's answer to the statement (`body` says which), nobody
 * answering at all, or an answer that is not in the words of the protocol.
 */
export type ClientErrorKind = 'sql' | 'unreachable' | 'protocol';

export type ClientErrorDetails = {
  readonly body?: ErrorBody | null;
  readonly others?: readonly ErrorBody[];
  readonly results?: readonly StatementResult[];
  readonly cause?: unknown;
};

/** A request that failed, in the server's words where it gave any. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly kind: ClientErrorKind;
  /** The error of the statement; null when the server did not say one. */
  readonly body: ErrorBody | null;
  /** Further syntax errors of the same text. */
  readonly others: readonly ErrorBody[];
  /** What the statements before the failed one answered. */
  readonly results: readonly StatementResult[];

  constructor(kind: ClientErrorKind, message: string, details: ClientErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.body = details.body ?? null;
    this.others = details.others ?? [];
    this.results = details.results ?? [];
  }
}
