import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type JsonTree, printJson, readJson } from '../../data/json-tree.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import { datumFromText, textInputStates } from '../../data/text-input.ts';
import { timeZone } from '../../data/zones/time-zone.ts';
import { functionState } from '../function-errors.ts';
import {
  type EvaluationEnv,
  type Example,
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { jsonAsText } from './json-walk.ts';
import { evaluatePath } from './path/evaluate-path.ts';
import { jsonPath } from './path/read-path.ts';

const moreThanOneItem = '22034';
const noItem = '22035';
const scalarRequired = '2203F';

const fallible = [
  ...textInputStates('array'),
  sqlState.syntaxError,
  sqlState.undefinedObject,
  functionState.singletonJsonItem,
  functionState.nonNumericJsonItem,
  '2203A',
  '2203B',
  sqlState.divisionByZero,
  moreThanOneItem,
  noItem,
  scalarRequired,
];

/** What a clause ON EMPTY or ON ERROR says, and the value of DEFAULT. */
type Behaviour = { readonly word: Datum | undefined; readonly value: Datum | undefined };

/**
 * JSON_VALUE, JSON_QUERY and JSON_EXISTS with their clauses. The arguments are the JSON, the path,
 * its variables, a NULL of the type that is returned, and what the clauses say.
 */
export function jsonClauseFunctions(): ScalarFunction[] {
  const behaviours: readonly ParameterKind[] = ['text', 'anyelement', 'text', 'anyelement'];
  return [
    clauseFunction('json_value_as', ['anyelement', ...behaviours], scalarOf, [
      `json_value('{"a":"12"}', '$.b' RETURNING integer DEFAULT -1 ON EMPTY)`,
      '-1',
    ]),
    clauseFunction('json_query_as', ['anyelement', 'text', 'text', ...behaviours], queryOf, [
      `json_query('[1,2]', '$[*]' WITH WRAPPER)`,
      '[1, 2]',
    ]),
    clauseFunction('json_exists_as', ['text'], existsOf, [
      `json_exists('{}', 'strict $.a' TRUE ON ERROR)`,
      't',
    ]),
  ];
}

type Found = {
  readonly items: () => readonly JsonTree[];
  /** The arguments behind the variables. */
  readonly rest: readonly Datum[];
  /** A text as a value of the type that is returned. */
  readonly read: (text: string) => Datum;
};

function clauseFunction(
  name: string,
  parameters: readonly ParameterKind[],
  answer: (found: Found) => Datum,
  example: Example,
): ScalarFunction {
  const isTest = parameters.length === 1;
  return scalarFunction({
    name,
    parameters: ['jsonb', 'text', 'jsonb', ...parameters],
    result: (types) => (isTest ? plainType('boolean') : (types[3] ?? plainType('text'))),
    nulls: 'own',
    fallible,
    volatility: 'stable',
    docs: `what ${name.slice(0, -3).toUpperCase()} with clauses means`,
    examples: [example],
    evaluate: ([json, path, variables, ...rest], { resultType }, env) => {
      if (typeof json !== 'string' || typeof path !== 'string') return null;
      const known = jsonPath(path);
      return answer({
        items: () => evaluatePath(known, readJson(json), readJson(String(variables))),
        rest,
        read: (text) => readAs(resultType, text, env),
      });
    },
  });
}

function readAs(type: SqlType, text: string, env: EvaluationEnv): Datum {
  return datumFromText(type, text, {
    nowMicros: () => env.nowMicros,
    zone: () => timeZone(env.timeZone),
  });
}

/** @throws SqlError 22034, 22035, 2203F and what reading the value raises, where ERROR is asked for */
function scalarOf({ items, rest, read }: Found): Datum {
  const [, empty, emptyValue, error, errorValue] = rest;
  return guarded({ word: error, value: errorValue }, read, () => {
    const [first, ...others] = items();
    if (first === undefined) return emptied({ word: empty, value: emptyValue }, read);
    const wanted = 'JSON path expression in JSON_VALUE must return single scalar item';
    if (others.length > 0) throw new SqlError(moreThanOneItem, wanted);
    if (isContainer(first)) throw new SqlError(scalarRequired, wanted);
    const text = jsonAsText(printJson(first));
    return text === null ? null : read(text);
  });
}

/** @throws SqlError 22034, 22035 and what reading the value raises, where ERROR is asked for */
function queryOf({ items, rest, read }: Found): Datum {
  const [, wrapper, quotes, empty, emptyValue, error, errorValue] = rest;
  return guarded({ word: error, value: errorValue }, read, () => {
    const found = items();
    const [first] = found;
    if (first === undefined) return emptied({ word: empty, value: emptyValue }, read);
    const isMany = found.length > 1;
    if (wrapper === 'unconditional' || (wrapper === 'conditional' && isMany)) {
      return read(printJson({ kind: 'array', items: found }));
    }
    if (isMany) {
      throw new SqlError(
        moreThanOneItem,
        'JSON path expression in JSON_QUERY must return single item when no wrapper is requested',
        { hint: 'Use the WITH WRAPPER clause to wrap SQL/JSON items into an array.' },
      );
    }
    const text = printJson(first);
    return read(quotes === 'omit' && first.kind === 'string' ? (jsonAsText(text) ?? '') : text);
  });
}

function existsOf({ items, rest: [error] }: Found): Datum {
  try {
    return items().length > 0;
  } catch (raised) {
    if (!isOfData(raised) || error === 'error') throw raised;
    return error === 'unknown' ? null : error === 'true';
  }
}

/** @throws SqlError 22035 */
function emptied(behaviour: Behaviour, read: Found['read']): Datum {
  if (behaviour.word === 'error') {
    throw new SqlError(noItem, 'no SQL/JSON item found for specified path');
  }
  return instead(behaviour, read);
}

/** What ON ERROR says where something about the data is wrong. */
function guarded(behaviour: Behaviour, read: Found['read'], compute: () => Datum): Datum {
  try {
    return compute();
  } catch (raised) {
    const isAsked = isOfData(raised) && raised.code === noItem;
    if (!isOfData(raised) || isAsked || behaviour.word === 'error') throw raised;
    return instead(behaviour, read);
  }
}

function instead({ word, value = null }: Behaviour, read: Found['read']): Datum {
  if (word === 'array') return read('[]');
  if (word === 'object') return read('{}');
  return word === 'default' ? value : null;
}

function isOfData(error: unknown): error is SqlError {
  return error instanceof SqlError && error.code.startsWith('22');
}

function isContainer({ kind }: JsonTree): boolean {
  return kind === 'array' || kind === 'object';
}
