import type { ErrorBody, Problem } from '../protocol/messages.ts';
import { ClientError } from './client-error.ts';

/** A problem document whose DETAIL travels as `explanation`, because `detail` is the message. */
type ProblemDocument = Problem & { readonly explanation?: string };

/** The error that a refusal over HTTP stands for; one that is no problem document is `protocol`. */
export function problemError(status: number, text: string): ClientError {
  const problem = readProblem(text);
  if (problem === null) {
    return new ClientError('protocol', `the server answered with HTTP status ${status}`);
  }
  const { code, detail: message, explanation, hint, position } = problem;
  const body: ErrorBody = {
    code,
    message,
    ...(position === undefined ? {} : { position }),
    ...(explanation === undefined ? {} : { detail: explanation }),
    ...(hint === undefined ? {} : { hint }),
  };
  const { others = [], results = [] } = problem;
  return new ClientError('sql', message, { body, others, results });
}

function readProblem(text: string): ProblemDocument | null {
  try {
    const value: unknown = JSON.parse(text);
    return isProblem(value) ? value : null;
  } catch {
    return null;
  }
}

function isProblem(value: unknown): value is ProblemDocument {
  if (typeof value !== 'object' || value === null) return false;
  if (!('code' in value && 'detail' in value)) return false;
  return typeof value.code === 'string' && typeof value.detail === 'string';
}
