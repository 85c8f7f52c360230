import { splitStatements } from './split-statements.ts';
import type { TextRange } from './text-position.ts';

/** A change of the text, and where the statement stands after it (without its semicolon). */
export type PutStatement = {
  readonly change: (TextRange & { readonly insert: string }) | null;
  readonly at: TextRange;
};

/**
 * Where a statement that was asked for by a click goes. One that is there already is only gone to.
 * One that a click put at the end (`preview`) and nobody has edited is replaced. Else it comes
 * behind everything: what a person wrote is never touched.
 */
export function putStatement(
  text: string,
  preview: string | null,
  statement: string,
): PutStatement {
  const sql = withoutEnd(statement);
  const parts = splitStatements(text);
  const same = parts.find((part) => part.text === sql);
  if (same !== undefined) return { change: null, at: { from: same.from, to: same.to } };
  const last = parts.at(-1);
  if (last !== undefined && last.text === preview) {
    const { from, to } = last;
    return { change: { from, to, insert: sql }, at: { from, to: from + sql.length } };
  }
  return append(text, last?.to ?? 0, sql);
}

/** The statement without the semicolon and the white space at its end. */
export function withoutEnd(statement: string): string {
  return statement.replace(/[;\s]+$/, '');
}

function append(text: string, lastTo: number, sql: string): PutStatement {
  const kept = text.trimEnd();
  const closed = kept.length === 0 || kept.slice(lastTo).includes(';');
  const before = `${closed ? '' : ';'}${kept.length === 0 ? '' : '\n\n'}`;
  const from = kept.length + before.length;
  return {
    change: { from: kept.length, to: text.length, insert: `${before}${sql};\n` },
    at: { from, to: from + sql.length },
  };
}
