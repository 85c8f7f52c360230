import { bytesOfText, textOfBytes } from '../../data/byte-text.ts';
import type { Datum, SqlTypeKind } from '../../data/sql-type.ts';
import {
  type Example,
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';

/** The parts of a function over bytes. */
export type ByteFunctionParts = {
  readonly name: string;
  readonly word?: string;
  readonly parameters: readonly ParameterKind[];
  readonly result: SqlTypeKind;
  readonly docs: string;
  readonly example?: Example;
  readonly fallible?: readonly string[];
  /** Answers bytes where the result is BYTEA. */
  readonly compute: (...args: never[]) => Datum | Uint8Array;
};

/** A strict function over bytes, which are texts outside of it. */
export function byteFunction(parts: ByteFunctionParts): ScalarFunction {
  const { result, example, compute, ...given } = parts;
  const isBytes = parts.parameters.map((kind) => kind === 'bytea');
  return scalarFunction({
    ...given,
    result: () => plainType(result),
    examples: example === undefined ? [] : [example],
    evaluate: (args) => {
      const values = args.map((arg, i) => (isBytes[i] === true ? bytesOfText(arg as string) : arg));
      const answer = compute(...(values as never[]));
      return answer instanceof Uint8Array ? textOfBytes(answer) : answer;
    },
  });
}
