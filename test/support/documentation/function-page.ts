import { typeName } from '../../../src/data/sql-type.ts';
import type { AggregateFunction } from '../../../src/functions/aggregates/aggregate-function.ts';
import { allAggregates } from '../../../src/functions/aggregates/aggregate-registry.ts';
import { functionSubjects } from '../../../src/functions/function-registry.ts';
import { sampleResult } from '../../../src/functions/list-functions.ts';
import {
  type Example,
  type ParameterKind,
  parameterText,
  type ScalarFunction,
  sampleType,
} from '../../../src/functions/scalar-function.ts';

const head = `# Functions

<!-- Made from the registry of functions by \`npm run docs:functions\`: do not edit. -->

Every function, operator and cast, with what it makes of NULL and how it can fail. Where nothing is said of NULL,
the answer is NULL if an argument is. The examples are tests. CASE, COALESCE and
NULLIF, AND, OR and NOT evaluate their parts in order and only as far as needed; they are expressions of their own and
not in the lists. Names and meanings are PostgreSQL's where it has them;
regular expressions match in linear time and so have no back references and no look-around. The session's time zone
is UTC.
`;

/** The reference page of all functions, as Markdown. */
export function functionPage(): string {
  const chapters = functionSubjects.map(({ title, functions }) => {
    const shown = functions.filter(({ name }) => !name.startsWith('extract_'));
    const table = title === 'Casts' ? castTable(shown) : scalarTable(shown);
    return `## ${title}\n\n${table}`;
  });
  return [head, ...chapters, aggregateChapter()].join('\n');
}

const tableHead = '| call | answers | meaning | example |\n| --- | --- | --- | --- |\n';

/** One row for signatures of a name that differ in their types alone. */
function scalarTable(functions: readonly ScalarFunction[]): string {
  const rows = new Map<string, ScalarFunction[]>();
  for (const each of functions) {
    const key = `${each.name} ${each.parameters.length} ${withoutTypes(each.docs)}`;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [each]);
    else row.push(each);
  }
  return `${tableHead}${[...rows.values()].map(scalarRow).join('\n')}\n`;
}

function scalarRow(signatures: readonly ScalarFunction[]): string {
  const [first] = signatures;
  if (first === undefined) return '';
  const calls =
    signatures.length > listedMax
      ? [code(callOf({ ...first, parameters: first.parameters.map(() => 'any') }))]
      : signatures.map((each) => code(callOf(each)));
  const results = [...new Set(signatures.map((each) => resultOf(each)))];
  const docs = signatures.length > 1 ? generalDocs(first.docs) : first.docs;
  const meaning = [docs, nullRule(first), failures(signatures)].filter((part) => part !== '');
  const examples = [...new Map(signatures.flatMap((each) => each.examples))].slice(0, 2);
  return row([
    calls.join('<br>'),
    results.length > listedMax ? 'the type of its arguments' : results.map(code).join('<br>'),
    `${meaning.join('. ')}.`,
    examples.map(exampleText).join('<br>'),
  ]);
}

/** One row for the casts from a type. */
function castTable(casts: readonly ScalarFunction[]): string {
  const from = [...new Set(casts.map(({ parameters }) => parameterName(parameters[0] ?? 'any')))];
  const rows = from.map((name) => {
    const own = casts.filter(({ parameters }) => parameterName(parameters[0] ?? 'any') === name);
    const examples = own.flatMap((each) => each.examples).slice(0, 2);
    return row([
      code(name),
      own.map((each) => code(resultOf(each))).join(', '),
      examples.map(exampleText).join('<br>'),
    ]);
  });
  return `| from | to | example |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

/** More signatures of one shape than this are shown as one for any type. */
const listedMax = 6;

/** What is said of one type, said of all. */
function generalDocs(docs: string): string {
  const shape = withoutTypes(docs);
  const comparison = /^whether … (.*) …$/.exec(shape);
  return comparison === null ? shape.replaceAll('… ', '') : `whether a ${comparison[1]} b`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A bar divides cells, also within code. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|').replaceAll('\n', ' ')}\``;
}

function exampleText([sql, output]: Example): string {
  return `${code(sql)} → ${output === '' ? 'an empty text' : code(output)}`;
}

const types =
  /\b(?:boolean|smallint|integer|bigint|real|double|numeric|text|date|timestamptz|timestamp|interval|json)\b/g;

function withoutTypes(docs: string): string {
  return docs.replace(types, '…');
}

function parameterName(kind: ParameterKind): string {
  return kind === 'any' ? 'any' : parameterText(kind);
}

function callOf({ name, parameters, variadic, readsClock }: ScalarFunction): string {
  const names = parameters.map(parameterName);
  if (!/^[a-z]/i.test(name) || / |like$/.test(name)) {
    return names.length === 1 ? `${name} ${names[0]}` : `${names[0]} ${name} ${names[1]}`;
  }
  if (readsClock === true && name.startsWith('current_')) return name;
  return `${name}(${names.join(', ')}${variadic ? ', …' : ''})`;
}

function resultOf({ parameters, result }: Pick<ScalarFunction, 'parameters' | 'result'>): string {
  const types = parameters.map((kind) => sampleType(kind));
  const type = sampleResult(result, types);
  if (type.kind === 'unknown') return 'the type of its argument';
  if (type.kind === 'numeric') return 'numeric';
  if (type.kind === 'array' && type.element.kind === 'unknown') return 'an array';
  if (type.kind === 'struct') return 'a struct';
  return type.kind === 'map' ? 'a map' : typeName(type);
}

function nullRule({ nulls }: ScalarFunction): string {
  if (nulls === 'never') return 'takes NULLs and never answers NULL';
  return nulls === 'own' ? 'may answer NULL, or take one' : '';
}

function failures(signatures: readonly ScalarFunction[]): string {
  const codes = [...new Set(signatures.flatMap(({ fallible }) => fallible))].toSorted();
  return codes.length === 0 ? '' : `Fails with ${codes.join(', ')}`;
}

function aggregateChapter(): string {
  const words = { subtracts: 'subtracted', keepsValues: 'values kept' } as const;
  const rows = new Map<string, AggregateFunction[]>();
  for (const each of allAggregates) {
    const key = `${each.name} ${each.form === 'star'} ${withoutTypes(each.docs)}`;
    rows.set(key, [...(rows.get(key) ?? []), each]);
  }
  const lines = [...rows.values()]
    .map((signatures) => {
      const [first] = signatures as [AggregateFunction];
      const calls = signatures.map((each) => code(aggregateCall(each)));
      const results = [...new Set(signatures.map(resultOf))].map(code);
      const nothing = first.empty === 'zero' ? '0' : 'NULL';
      return row([
        calls.join('<br>'),
        results.join('<br>'),
        `${withoutTypes(first.docs).replace(/ … values?/, ' values')}.`,
        nothing,
        words[first.retraction],
      ]);
    })
    .join('\n');
  const tableHead =
    '| call | answers | meaning | of no rows | a row taken back is |\n| --- | --- | --- | --- | --- |\n';
  return `## Aggregates

NULL arguments are left out unless the meaning says otherwise. DISTINCT and FILTER go with each.

${tableHead}${lines}
`;
}

function aggregateCall({ name, parameters, form }: AggregateFunction): string {
  const names = parameters.map(parameterName);
  if (form === 'star') return `${name}(*)`;
  if (form === 'plain') return `${name}(${names.join(', ')})`;
  return `${name}(${names.slice(0, -1).join(', ')}) WITHIN GROUP (ORDER BY ${names.at(-1)})`;
}
