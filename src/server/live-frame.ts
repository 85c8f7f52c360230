import { SqlError, sqlState } from '../common/sql-error.ts';
import type { TimeFormat } from '../data/json-cell.ts';
import type { Datum } from '../data/sql-type.ts';
import type { SubscribeRequest } from '../engine/api.ts';
import { protocolViolation } from './error-text.ts';
import { decodeParameters } from './parameters.ts';

/** Brackets in brackets of a frame at most. */
const depthMax = 32;

/** A client's message, checked: nothing in it needs a second look. */
export type LiveMessage =
  | ({ readonly t: 'subscribe'; readonly id: number } & SubscribeMessage)
  | {
      readonly t: 'query';
      readonly id: number;
      readonly sql: string;
      readonly parameters: readonly Datum[];
    }
  | { readonly t: 'unsubscribe' | 'cancel'; readonly id: number }
  | { readonly t: 'ping'; readonly n: number };

export type SubscribeMessage = {
  readonly request: SubscribeRequest;
  readonly time: TimeFormat;
  readonly maxRate: number | null;
  readonly conflate: boolean;
};

/** What a frame turned out to be: a message, one to refuse with an error, or not a frame at all. */
export type LiveFrame =
  | { readonly kind: 'message'; readonly message: LiveMessage }
  | { readonly kind: 'refused'; readonly id: number | null; readonly error: SqlError }
  | { readonly kind: 'bad'; readonly reason: string };

/** Reads one text frame. Never throws; `__proto__` and other odd keys are keys like any other. */
export function readFrame(text: string): LiveFrame {
  const frame = parseJson(text);
  if (frame === undefined) return { kind: 'bad', reason: 'the frame is not JSON' };
  if (!isObject(frame)) return { kind: 'bad', reason: 'the frame is not an object' };
  if (isDeeperThan(frame, depthMax))
    return { kind: 'bad', reason: 'the frame is nested too deeply' };
  try {
    return { kind: 'message', message: readMessage(frame) };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const id = get(frame, 'id');
    return { kind: 'refused', id: isId(id) ? id : null, error };
  }
}

type Frame = { readonly [key: string]: unknown };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((each) => isDeeperThan(each, levels - 1));
}

function readMessage(frame: Frame): LiveMessage {
  const t = get(frame, 't');
  switch (t) {
    case 'subscribe':
      return { t, id: readId(frame), ...readSubscribe(frame) };
    case 'query':
      return {
        t,
        id: readId(frame),
        sql: readText(frame, 'sql'),
        parameters: decodeParameters(get(frame, 'params')),
      };
    case 'unsubscribe':
    case 'cancel':
      return { t, id: readId(frame) };
    case 'ping':
      return { t, n: readNumber(frame, 'n') };
    case 'auth':
    case 'credit':
    case 'insert':
      throw notSupported(`"${t}" messages are not supported yet`);
    default:
      throw violation('unknown message type');
  }
}

function readSubscribe(frame: Frame): SubscribeMessage {
  const from = get(frame, 'from') ?? 'snapshot';
  if (isObject(from)) throw notSupported('resume and asOf are not supported yet');
  refuseChoice(frame, 'mode', 'upsert');
  refuseChoice(frame, 'enc', 'arrow');
  if (get(frame, 'credit') !== undefined) throw notSupported('credit is not supported yet');
  readChoice(frame, 'enc', ['json']);
  return {
    request: {
      ...readTarget(frame),
      parameters: decodeParameters(get(frame, 'params')),
      from: readChoice(frame, 'from', ['snapshot', 'latest']),
      mode: readChoice(frame, 'mode', ['changes', 'append']),
      progressMs: readRange(frame, 'progressMs', 10, 3_600_000) ?? 1000,
    },
    time: readChoice(frame, 'time', ['iso', 'us']),
    maxRate: readRange(frame, 'maxRate', 0.001, 1000),
    conflate: readChoice(frame, 'conflate', ['auto', 'off']) === 'auto',
  };
}

function readTarget(frame: Frame): { readonly sql: string } | { readonly view: string } {
  const has = (key: string): boolean => (get(frame, key) ?? null) !== null;
  if (has('sql') === has('view')) throw violation('exactly one of "sql" and "view" must be given');
  return has('sql') ? { sql: readText(frame, 'sql') } : { view: readText(frame, 'view') };
}

/** A field of its own: what objects inherit is not there. */
function get(frame: Frame, key: string): unknown {
  return Object.hasOwn(frame, key) ? frame[key] : undefined;
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function readId(frame: Frame): number {
  const id = get(frame, 'id');
  if (!isId(id)) throw violation('"id" must be a whole number from 0 to 2^53 - 1');
  return id;
}

function readText(frame: Frame, key: string): string {
  const value = get(frame, key);
  if (typeof value !== 'string') throw violation(`"${key}" must be a string`);
  return value;
}

function readNumber(frame: Frame, key: string): number {
  const value = get(frame, key);
  if (typeof value !== 'number') throw violation(`"${key}" must be a number`);
  return value;
}

function readRange(frame: Frame, key: string, min: number, max: number): number | null {
  if ((get(frame, key) ?? null) === null) return null;
  const value = readNumber(frame, key);
  if (value < min || value > max) throw violation(`"${key}" must be from ${min} to ${max}`);
  return value;
}

/** One of the choices; the first is the default. */
function readChoice<Choice extends string>(
  frame: Frame,
  key: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = get(frame, key) ?? choices[0];
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw violation(`"${key}" must be one of ${choices.join(', ')}`);
  return found;
}

function refuseChoice(frame: Frame, key: string, choice: string): void {
  if (get(frame, key) === choice) throw notSupported(`${key} "${choice}" is not supported yet`);
}

function violation(message: string): SqlError {
  return new SqlError(protocolViolation, message);
}

function notSupported(message: string): SqlError {
  return new SqlError(sqlState.featureNotSupported, message);
}
