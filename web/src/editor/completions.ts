import type { ObjectInfo } from '../../../src/protocol/messages.ts';
import { splitStatements, statementAt } from './split-statements.ts';
import { functions, phrases } from './sql-words.ts';

/** One word that completion offers. */
export type Suggestion = {
  readonly label: string;
  readonly kind: 'column' | 'object' | 'function' | 'keyword';
  /** Said beside it in small: a type, a kind, where it comes from. */
  readonly detail: string;
  /** What goes in, with the cursor behind it. */
  readonly insert: string;
  /** Higher comes first among equally good matches. */
  readonly rank: number;
};

/** The words that may stand at `offset`, and where the word begins that they replace. */
export type Suggestions = { readonly from: number; readonly options: readonly Suggestion[] };

const wordBefore = /(?:([\p{L}_][\p{L}\p{N}_]*)\.)?([\p{L}_][\p{L}\p{N}_]*)?$/u;

/**
 * What to offer at a place of the text: behind `alias.` its columns; behind FROM, JOIN and INTO
 * the streams, tables and views; elsewhere the columns of what the statement reads, functions and
 * words of the language.
 */
export function suggestionsAt(
  text: string,
  offset: number,
  objects: readonly ObjectInfo[],
): Suggestions | null {
  const before = text.slice(0, offset);
  const match = wordBefore.exec(before);
  const owner = match?.[1];
  const from = offset - (match?.[2] ?? '').length;
  const statement = statementAt(splitStatements(text), offset);
  const inScope = relationsOf(statement?.words ?? [], objects);
  if (owner !== undefined) {
    const relation = inScope.get(owner.toLowerCase());
    return relation === undefined ? null : { from, options: columnsOf(relation) };
  }
  const previous = splitStatements(before.slice(0, from)).at(-1)?.words.at(-1) ?? '';
  if (behindRelation.includes(previous)) return { from, options: objects.map(objectSuggestion) };
  const columns = [...new Set(inScope.values())].flatMap(columnsOf);
  return { from, options: [...columns, ...objects.map(objectSuggestion), ...words] };
}

const behindRelation = ['from', 'join', 'into', 'table', 'describe', 'stream', 'view'];
const notAliases = new Set(
  'where group order having limit join inner left right full cross on using window emit union as select'.split(
    ' ',
  ),
);

/** Relations that the statement reads, by name and by alias. */
function relationsOf(
  words: readonly string[],
  objects: readonly ObjectInfo[],
): ReadonlyMap<string, ObjectInfo> {
  const found = new Map<string, ObjectInfo>();
  words.forEach((word, i) => {
    const relation = objects.find(({ name }) => name === word);
    if (relation === undefined || words[i - 1] === '.') return;
    found.set(word, relation);
    const next = words[i + 1] === 'as' ? words[i + 2] : words[i + 1];
    if (next !== undefined && /^[\p{L}_]/u.test(next) && !notAliases.has(next)) {
      found.set(next, relation);
    }
  });
  return found;
}

function columnsOf({ name, columns }: ObjectInfo): readonly Suggestion[] {
  return columns.map((column) => ({
    label: column.name,
    kind: 'column',
    detail: `${column.type} · ${name}`,
    insert: quoted(column.name),
    rank: 3,
  }));
}

function objectSuggestion({ name, kind }: ObjectInfo): Suggestion {
  return { label: name, kind: 'object', detail: kind, insert: quoted(name), rank: 2 };
}

const words: readonly Suggestion[] = [
  ...functions.map(
    (each): Suggestion => ({
      label: each.name,
      kind: 'function',
      detail: each.about,
      insert: `${each.name}(${each.arguments})`,
      rank: 1,
    }),
  ),
  ...phrases.map(
    (phrase): Suggestion => ({
      label: phrase,
      kind: 'keyword',
      detail: '',
      insert: phrase,
      rank: 0,
    }),
  ),
];

/** A name as it must be written in SQL: in quotes unless it is plain and in small letters. */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
