import { ClientError } from '../../../../src/client/client-error.ts';
import type { ErrorBody } from '../../../../src/protocol/messages.ts';
import { rangeOf, type TextRange } from '../../editor/text-position.ts';

/** The piece of the editor's text that was sent, and where it began; lines count from 1. */
export type SentText = { readonly text: string; readonly from: number; readonly line: number };

/** One thing that went wrong, with its place in the editor's text. */
export type Fault = {
  readonly body: ErrorBody;
  readonly range: TextRange | null;
};

/** Why a run failed. */
export type Failure = {
  readonly kind: 'sql' | 'unreachable' | 'protocol';
  readonly faults: readonly Fault[];
  readonly sent: SentText;
};

/** What a request threw, in the terms of the page. */
export function failureOf(error: unknown, sent: SentText): Failure {
  if (!(error instanceof ClientError)) {
    return failureWith('protocol', [{ code: 'XX000', message: String(error) }], sent);
  }
  const first = error.body ?? { code: codeOf(error), message: error.message };
  return failureWith(error.kind, [first, ...error.others], sent);
}

/** A failure that the server told over the live connection. */
export function failureOfBody(body: ErrorBody, sent: SentText): Failure {
  return failureWith('sql', [body], sent);
}

function failureWith(kind: Failure['kind'], bodies: readonly ErrorBody[], sent: SentText): Failure {
  const faults = bodies.map((body) => ({ body, range: placeOf(body, sent) }));
  return { kind, faults, sent };
}

function placeOf({ position }: ErrorBody, { text, from }: SentText): TextRange | null {
  if (position === undefined) return null;
  const range = rangeOf(text, position);
  return { from: from + range.from, to: from + range.to };
}

function codeOf(error: ClientError): string {
  return error.kind === 'unreachable' ? '08006' : '08P01';
}
