import { sqlState } from '../common/sql-error.ts';
import type { Datum } from '../data/sql-type.ts';
import { type TimeZone, timeZone } from '../data/zones/time-zone.ts';
import type { EmitContext, EvaluationEnv, ScalarFunction } from './scalar-function.ts';
import { localOf, momentOf } from './zones/local-time.ts';

/** The session's zone; null for UTC, where nothing need be moved. */
export function sessionZone({ timeZone: name }: Pick<EvaluationEnv, 'timeZone'>): TimeZone | null {
  return name === 'UTC' ? null : timeZone(name);
}

/** What the clocks of the session's zone show at a moment. @throws SqlError 22008 */
export function sessionLocal(moment: bigint, env: EvaluationEnv): bigint {
  const zone = sessionZone(env);
  return zone === null ? moment : localOf(moment, zone);
}

/** The moment at which the clocks of the session's zone show a time. @throws SqlError 22008 */
export function sessionMoment(local: bigint, env: EvaluationEnv): bigint {
  const zone = sessionZone(env);
  return zone === null ? local : momentOf(local, zone);
}

/** JavaScript of `sessionLocal`. */
export function emitSessionLocal(context: EmitContext, moment: string): string {
  return emitMoved(context, moment, 'localMicros');
}

/** JavaScript of `sessionMoment`. */
export function emitSessionMoment(context: EmitContext, local: string): string {
  return emitMoved(context, local, 'momentMicros');
}

function emitMoved(
  context: EmitContext,
  micros: string,
  library: 'localMicros' | 'momentMicros',
): string {
  const zone = context.zone();
  if (zone === null) return micros;
  const name = context.mode === 'exact' ? (`${library}Exact` as const) : library;
  return context.local(`${context.library(name)}(${zone}, ${micros})`);
}

/**
 * A function of TIMESTAMPTZ that computes with what the clocks of UTC show, made into one that goes
 * by the clocks of the session's zone: arguments are moved there, and a result back.
 */
export function bySessionZone(fn: ScalarFunction): ScalarFunction {
  const { evaluate, emit, parameters } = fn;
  const isMoment = (index: number): boolean => parameters[index] === 'timestamptz';
  return {
    ...fn,
    volatility: 'stable',
    fallible: [...new Set([...fn.fallible, sqlState.datetimeFieldOverflow])],
    evaluate: (args, types, env) => {
      const zone = sessionZone(env);
      if (zone === null) return evaluate(args, types, env);
      const moved = args.map(
        (arg, i): Datum => (isMoment(i) && arg !== null ? localOf(arg as bigint, zone) : arg),
      );
      const result = evaluate(moved, types, env);
      const back = types.resultType.kind === 'timestamptz' && result !== null;
      return back ? momentOf(result as bigint, zone) : result;
    },
    emit: emit === null ? null : (context) => emitByZone(context, emit, isMoment),
  };
}

function emitByZone(
  context: EmitContext,
  emit: NonNullable<ScalarFunction['emit']>,
  isMoment: (index: number) => boolean,
): string | null {
  if (context.zone() === null) return emit(context);
  const source = emit({
    ...context,
    argument: (index) =>
      isMoment(index)
        ? emitSessionLocal(context, context.argument(index))
        : context.argument(index),
    literal: (index) => (isMoment(index) ? undefined : context.literal(index)),
  });
  if (source === null || context.resultType.kind !== 'timestamptz') return source;
  return emitSessionMoment(context, source);
}
