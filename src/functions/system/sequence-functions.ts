import { SqlError } from '../../common/sql-error.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import { type ScalarFunction, scalarFunction } from '../scalar-function.ts';
import type { SequenceAnswers, SessionFacts } from '../session-facts.ts';

const bigint: SqlType = { kind: 'bigint' };
const fallible = ['2200H', '42P01', '42809', '55000', '22003'];

/** Sequences of numbers, by name or by oid. Every call of nextval answers anew. */
export function sequenceFunctions(): ScalarFunction[] {
  const byEither = (['text', 'bigint'] as const).flatMap((of) => [
    counted('nextval', [of], 'the next number of a sequence', (sequences, [name]) =>
      sequences.next(name as string | bigint),
    ),
    counted(
      'currval',
      [of],
      'the number that nextval last answered in this session',
      (all, [name]) => all.current(name as string | bigint),
    ),
    counted(
      'setval',
      [of, 'bigint'],
      'sets a sequence: nextval goes on behind',
      (all, [name, to]) => all.set(name as string | bigint, to as bigint, true),
    ),
    counted(
      'setval',
      [of, 'bigint', 'boolean'],
      'the same; when false, nextval begins with the number itself',
      (all, [name, to, isCalled]) =>
        all.set(name as string | bigint, to as bigint, isCalled as boolean),
    ),
  ]);
  const last = counted('lastval', [], 'what nextval last answered in this session', (all) =>
    all.last(),
  );
  return [...byEither, last];
}

function counted(
  name: string,
  parameters: readonly ('text' | 'bigint' | 'boolean')[],
  docs: string,
  answer: (sequences: SequenceAnswers, args: readonly Datum[]) => bigint,
): ScalarFunction {
  return scalarFunction({
    name,
    parameters,
    result: () => bigint,
    volatility: 'volatile',
    fallible,
    docs,
    evaluate: (args, _types, { session }) => answer(sequencesOf(session), args),
  });
}

function sequencesOf({ sequences }: SessionFacts): SequenceAnswers {
  if (sequences !== undefined) return sequences;
  throw new SqlError('55000', 'sequences cannot be asked here');
}
