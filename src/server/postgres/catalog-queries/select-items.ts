import type { StatementText, StatementToken } from '../../../engine/statement-texts.ts';

/** One item of a select list. */
export type SelectItem = {
  /** As written, white space collapsed, without its alias. */
  readonly text: string;
  /** Its alias, else the last name in it; '?column?' where there is none. */
  readonly name: string;
};

/** A query about the catalog, taken apart as far as it takes to recognise it. */
export type CatalogQuery = {
  /** As written, white space collapsed. */
  readonly text: string;
  readonly items: readonly SelectItem[];
  /** The first relation of FROM without `pg_catalog`; '(' for a subquery, '' without FROM. */
  readonly from: string;
};

/** Takes a SELECT apart; null for other statements. */
export function readCatalogQuery({ text, tokens }: StatementText): CatalogQuery | null {
  const [first] = tokens;
  if (first?.kind !== 'word' || first.value !== 'select') return null;
  const items: SelectItem[] = [];
  let depth = 0;
  let from = 1;
  let at = 1;
  for (; at < tokens.length; at += 1) {
    const token = tokens[at] as StatementToken;
    if (isSign(token, '(', '[')) depth += 1;
    else if (isSign(token, ')', ']')) depth -= 1;
    else if (depth === 0 && isSign(token, ',')) {
      items.push(itemOf(text, tokens.slice(from, at)));
      from = at + 1;
    } else if (depth === 0 && token.kind === 'word' && token.value === 'from') break;
  }
  items.push(itemOf(text, tokens.slice(from, at)));
  return { text: collapsed(text), items, from: relationAt(tokens, at + 1) };
}

function relationAt(tokens: readonly StatementToken[], at: number): string {
  const [first, dot, second] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (first === undefined) return '';
  const isQualified = first.value === 'pg_catalog' && dot?.value === '.';
  return (isQualified ? second : first)?.value ?? '';
}

function itemOf(text: string, tokens: readonly StatementToken[]): SelectItem {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (first === undefined || last === undefined) return { text: '', name: '?column?' };
  const as = tokens.at(-2);
  if (tokens.length > 2 && as?.kind === 'word' && as.value === 'as') {
    return { text: collapsed(text.slice(first.start, as.start)), name: last.value };
  }
  const whole = collapsed(text.slice(first.start, last.end));
  return { text: whole, name: /^[\w.]+$/.test(whole) ? last.value : functionName(whole) };
}

function functionName(text: string): string {
  return /^(?:pg_catalog\.)?(\w+)\(/.exec(text)?.[1] ?? '?column?';
}

function isSign({ kind, value }: StatementToken, ...signs: readonly string[]): boolean {
  return kind === 'punctuation' && signs.includes(value);
}

function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
