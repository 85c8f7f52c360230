import {
  type Datum,
  type PlainKind,
  type SqlType,
  type SqlTypeKind,
  typeName,
} from '../data/sql-type.ts';
import type { KernelLibrary } from './kernel-library.ts';
import type { SessionFacts } from './session-facts.ts';

/**
 * What a parameter takes: values of one kind of type, arrays of one kind ('text[]'), with `any`
 * values of every type as they are, or what PostgreSQL's polymorphic types say (see
 * `parameterTypes`): one type stands for all of anyelement, anynonarray and the elements of
 * anyarray; the common type for anycompatible and its kin; anymapkey and anymapvalue are the parts
 * of anymap. The rule for the result is given the types that arguments became.
 */
export type ParameterKind = SqlTypeKind | ArrayKind | PolymorphicKind;

/** An array of one kind of element. */
export type ArrayKind = `${PlainKind | 'numeric'}[]`;

export type PolymorphicKind =
  | 'any'
  | 'anyelement'
  | 'anynonarray'
  | 'anyarray'
  | 'anycompatible'
  | 'anycompatiblenonarray'
  | 'anycompatiblearray'
  | 'anystruct'
  | 'anymap'
  | 'anymapkey'
  | 'anymapvalue';

/** The types of one call: those of its arguments after casts, and of its result. */
export type CallTypes = {
  readonly argumentTypes: readonly SqlType[];
  readonly resultType: SqlType;
};

/** What an expression may know besides its row. */
export type EvaluationEnv = {
  /** The clock reading of the epoch, microseconds since 1970: the answer of now(). */
  readonly nowMicros: number;
  /** The clock as it goes on during a run, microseconds since 1970: the answer of clock_timestamp(). */
  readonly wallMicros: () => number;
  /** The IANA name of the session's time zone, or an offset as zone names allow. */
  readonly timeZone: string;
  /** The next of a sequence of uniform numbers in [0, 1). */
  readonly random: () => number;
  /** Begins that sequence anew. */
  readonly setSeed: (seed: bigint) => void;
  /** Has the statement wait so many microseconds longer before it answers. */
  readonly sleep: (micros: number) => void;
  readonly session: SessionFacts;
};

/**
 * How long an answer holds for equal arguments: `immutable` for ever, `stable` for one run of a
 * statement in one session, `volatile` not even from row to row.
 */
export type Volatility = 'immutable' | 'stable' | 'volatile';

/**
 * One signature of a scalar function, an operator or a cast: what the planner resolves, the
 * interpreter evaluates and the compiler writes into kernels.
 */
export type ScalarFunction = {
  /** Unique per signature: 'add(bigint,bigint)'. Plans name functions by it. */
  readonly id: string;
  /** The name or operator in SQL: 'lower', '+'; 'cast' for casts. */
  readonly name: string;
  readonly parameters: readonly ParameterKind[];
  /** Whether the last parameter may be repeated. */
  readonly variadic: boolean;
  /** The type of the result, precision and scale included, given the arguments after casts. */
  readonly result: (argumentTypes: readonly SqlType[]) => SqlType;
  /**
   * `strict`: NULL if and only if an argument is. `never`: takes NULL arguments and never answers
   * NULL. `own`: takes NULL arguments and may answer NULL.
   */
  readonly nulls: 'strict' | 'never' | 'own';
  /** The SQLSTATEs that a call can fail with; empty for functions that always succeed. */
  readonly fallible: readonly string[];
  readonly volatility: Volatility;
  /** Set where the answer depends on the epoch's clock: results change as time goes by. */
  readonly readsClock?: true;
  readonly docs: string;
  /** SQL text and what PostgreSQL prints for it. They are tests and documentation. */
  readonly examples: readonly Example[];
  /** The value of a call. A strict function is never given NULLs. @throws SqlError one of `fallible` */
  readonly evaluate: (args: readonly Datum[], types: CallTypes, env: EvaluationEnv) => Datum;
  /** JavaScript for a call in a kernel; null or an answer of null: kernels call `evaluate`. */
  readonly emit: Emit | null;
  /** The same for a text that kernels need not make a string of; asked before `emit`. */
  readonly emitBytes: EmitBytes | null;
};

export type Example = readonly [sql: string, output: string];

/**
 * Writes a call as JavaScript: statements through the context, then an expression of the machine
 * value of the result. Must not look at values the row does not have: with a strict function the
 * expression alone, without statements, may be evaluated for rows with NULL arguments too.
 */
export type Emit = (context: EmitContext) => string | null;

/**
 * Writes a call of a strict function as statements that find or make the UTF-8 bytes of its text,
 * and answers where they lie: among those of an argument or in the row's scratch.
 */
export type EmitBytes = (context: EmitContext) => BytesOperand | null;

/**
 * What an emitter has at hand. Machine values: BOOLEAN is a boolean; SMALLINT, INTEGER, DATE,
 * REAL and DOUBLE are numbers; 64-bit storage is a number in `double` mode (an integer within
 * ±2^53) and a BigInt in `exact` mode; text storage is a string; INTERVAL is an object.
 */
export type EmitContext = CallTypes & {
  readonly mode: 'double' | 'exact';
  /** The machine value of an argument: a name or a number, cheap to repeat. */
  readonly argument: (index: number) => string;
  /** An expression that is true where an argument is NULL; null where it never is. */
  readonly argumentIsNull: (index: number) => string | null;
  /** The value of an argument that is a literal; undefined for every other argument. */
  readonly literal: (index: number) => Datum | undefined;
  /** Where the bytes of a text argument lie, when it is a column or a literal; else null. */
  readonly bytes: (index: number) => BytesOperand | null;
  /** The name of an array that holds the UTF-8 bytes of a text known when the kernel is written. */
  readonly constantBytes: (text: string) => string;
  /** The name of a text known when the kernel is written. */
  readonly constantText: (text: string) => string;
  /** The name of the row's TextScratch. */
  readonly scratch: () => string;
  /** Keeps an expression in a local and answers its name. */
  readonly local: (source: string) => string;
  /** Makes the row fail with a SQLSTATE when the condition holds. */
  readonly failIf: (condition: string, code: string) => void;
  /** Gives up the kernel's `double` mode when the condition holds. */
  readonly bailIf: (condition: string) => void;
  /** The name of a function of the kernel library. */
  readonly library: (name: keyof KernelLibrary) => string;
  /** The epoch's clock reading as a machine value of 64-bit storage. */
  readonly now: () => string;
  /** The session's time zone as a TimeZone; null for UTC. */
  readonly zone: () => string | null;
};

/** The bytes [start, end) of the array `bytes`: all three are expressions, cheap to repeat. */
export type BytesOperand = {
  readonly bytes: string;
  readonly start: string;
  readonly end: string;
};

/** A descriptor from the parts that differ; `word` names operators in ids. */
export function scalarFunction(
  parts: Pick<ScalarFunction, 'name' | 'parameters' | 'result' | 'docs' | 'evaluate'> &
    Partial<ScalarFunction> & { readonly word?: string },
): ScalarFunction {
  const { word, ...given } = parts;
  const kinds = parts.parameters.join(',');
  return {
    id: `${word ?? parts.name}(${kinds}${parts.variadic ? '...' : ''})`,
    variadic: false,
    nulls: 'strict',
    fallible: [],
    volatility: parts.readsClock === true ? 'stable' : 'immutable',
    examples: [],
    emit: null,
    emitBytes: null,
    ...given,
  };
}

/** The SQL type of a kind as functions without a rule of their own return it. */
export function plainType(kind: SqlTypeKind): SqlType {
  switch (kind) {
    case 'numeric':
      return { kind, precision: null, scale: null };
    case 'array':
    case 'struct':
    case 'map':
      throw new Error(`a function that returns ${kind} has a rule of its own`);
    default:
      return { kind };
  }
}

/** The kind of the elements that 'text[]' and its like take; null for other parameters. */
export function arrayKindOf(parameter: ParameterKind): PlainKind | 'numeric' | null {
  if (!parameter.endsWith('[]')) return null;
  return parameter.slice(0, -2) as PlainKind | 'numeric';
}

/** A type that the parameter takes, with `open` where it stands for several: what lists of functions are made with. */
export function sampleType(parameter: ParameterKind, open: SqlType = { kind: 'unknown' }): SqlType {
  switch (parameter) {
    case 'any':
    case 'anyelement':
    case 'anynonarray':
    case 'anycompatible':
    case 'anycompatiblenonarray':
    case 'anymapkey':
    case 'anymapvalue':
      return open;
    case 'array':
    case 'anyarray':
    case 'anycompatiblearray':
      return { kind: 'array', element: open };
    case 'struct':
    case 'anystruct':
      return { kind: 'struct', fields: [{ name: 'f1', type: open }] };
    case 'map':
    case 'anymap':
      return { kind: 'map', key: open, value: open };
    default: {
      const element = arrayKindOf(parameter);
      if (element === null) return plainType(parameter as SqlTypeKind);
      return { kind: 'array', element: plainType(element) };
    }
  }
}

/** The parameter as `\df` shows it: 'text', 'integer[]', '"any"', 'anyarray'. */
export function parameterText(parameter: ParameterKind): string {
  if (parameter === 'any') return '"any"';
  const element = arrayKindOf(parameter);
  if (element !== null) return `${typeName(plainType(element))}[]`;
  const isKind = !parameter.startsWith('any') && !['array', 'struct', 'map'].includes(parameter);
  return isKind ? typeName(plainType(parameter as SqlTypeKind)) : parameter;
}
