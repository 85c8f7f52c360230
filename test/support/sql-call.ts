import { type Datum, type PlainKind, type SqlType, sameType } from '../../src/data/sql-type.ts';
import { datumFromText } from '../../src/data/text-input.ts';
import { formatDatum } from '../../src/data/text-output.ts';
import { castFunction } from '../../src/functions/cast-function.ts';
import { envAt } from '../../src/functions/evaluation-env.ts';
import { functionById } from '../../src/functions/function-registry.ts';
import { resolveFunction } from '../../src/functions/resolve-function.ts';

/** A typed value, as an argument of a call. */
export type Argument = { readonly type: SqlType; readonly value: Datum };

/** NUMERIC with precision and scale; without them, of any scale. */
export function numeric(precision: number | null = null, scale: number | null = null): SqlType {
  return { kind: 'numeric', precision, scale };
}

/** A value of a type from its text; null is NULL. */
export function value(type: SqlType | PlainKind, text: string | null): Argument {
  const full = typeof type === 'string' ? { kind: type } : type;
  return { type: full, value: text === null ? null : datumFromText(full, text) };
}

const env = envAt(1_767_225_600_000_000);

/** What a call of a function or operator by name prints: resolved, arguments cast, evaluated. */
export function callSql(name: string, ...args: readonly Argument[]): string {
  const resolved = resolveFunction(
    name,
    args.map(({ type }) => type),
  );
  const cast = args.map((arg, i) =>
    castArgument(arg, resolved.argumentTypes[i] as SqlType, 'implicit'),
  );
  const called = functionById(resolved.function);
  const missing = called.nulls === 'strict' && cast.some((arg) => arg.value === null);
  const types = { argumentTypes: cast.map(({ type }) => type), resultType: resolved.result };
  const result = missing
    ? null
    : called.evaluate(
        cast.map((arg) => arg.value),
        types,
        env,
      );
  return show({ type: resolved.result, value: result });
}

/** What an explicit cast prints. */
export function castSql(arg: Argument, type: SqlType): string {
  return show(castArgument(arg, type, 'explicit'));
}

function castArgument(arg: Argument, type: SqlType, context: 'implicit' | 'explicit'): Argument {
  const id = castFunction(arg.type, type, context);
  if (id === null || sameType(arg.type, type)) return { type, value: arg.value };
  if (arg.value === null) return { type, value: null };
  const types = { argumentTypes: [arg.type], resultType: type };
  return { type, value: functionById(id).evaluate([arg.value], types, env) };
}

function show({ type, value: datum }: Argument): string {
  return datum === null ? 'NULL' : formatDatum(type, datum);
}

/** What a call raises, as 'SQLSTATE message'; 'nothing' when it raises nothing. */
export function raised(run: () => unknown): string {
  try {
    run();
    return 'nothing';
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code} ${message}`;
  }
}
