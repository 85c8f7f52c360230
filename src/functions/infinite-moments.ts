import {
  infiniteDay,
  infiniteDayBefore,
  infiniteMicros,
  infiniteMicrosBefore,
  isInfiniteDay,
  isInfiniteMicros,
} from '../data/calendar.ts';
import type { Datum, SqlType } from '../data/sql-type.ts';
import type { EmitContext, ParameterKind, ScalarFunction } from './scalar-function.ts';

/** Whether a value is infinity or −infinity of a type of moments. */
export function isInfinite(datum: Datum | undefined, kind: ParameterKind | undefined): boolean {
  if (kind === 'date') return typeof datum === 'number' && isInfiniteDay(datum);
  const isMoment = kind === 'timestamp' || kind === 'timestamptz';
  return isMoment && typeof datum === 'bigint' && isInfiniteMicros(datum);
}

/** The infinity of a type of moments with the sign of another's. */
export function infinityAs(datum: Datum, { kind }: SqlType): Datum {
  const isAfter = (datum as number | bigint) > 0;
  if (kind === 'date') return isAfter ? infiniteDay : infiniteDayBefore;
  return isAfter ? infiniteMicros : infiniteMicrosBefore;
}

/**
 * A function that makes one moment of another, given infinity answers infinity. Emitters see
 * finite moments alone: BigInts, which can be infinite, are left to `evaluate`, and so are batches
 * with an infinite date.
 */
export function keepingInfinity(fn: ScalarFunction): ScalarFunction {
  const { evaluate, parameters } = fn;
  return {
    ...ofFiniteMoments(fn),
    evaluate: (args, types, env) => {
      const found = args.findIndex((arg, i) => isInfinite(arg, parameters[i]));
      if (found < 0) return evaluate(args, types, env);
      return infinityAs(args[found] as Datum, types.resultType);
    },
  };
}

/** A function whose emitter is asked for finite moments alone. */
export function ofFiniteMoments(fn: ScalarFunction): ScalarFunction {
  const { emit, parameters } = fn;
  if (emit === null) return fn;
  return {
    ...fn,
    emit: (context) => {
      if (context.mode === 'exact') return null;
      bailForInfiniteDates(context, parameters);
      return emit(context);
    },
  };
}

function bailForInfiniteDates(context: EmitContext, parameters: readonly ParameterKind[]): void {
  parameters.forEach((kind, index) => {
    if (kind !== 'date' || context.literal(index) !== undefined) return;
    const day = context.argument(index);
    context.bailIf(`${day} === ${infiniteDay} || ${day} === ${infiniteDayBefore}`);
  });
}
