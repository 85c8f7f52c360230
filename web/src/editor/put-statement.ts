import { splitStatements } from './split-statements.ts';
import type { TextRange } from './text-position.ts';

/** Changes of the text, and where the statement stands after them (without its semicolon). */
export type PutStatement = {
  readonly changes: readonly (TextRange & { readonly insert: string })[];
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
  if (same !== undefined) return { changes: [], at: { from: same.from, to: same.to } };
  const last = parts.at(-1);
  if (last !== undefined && last.text === preview) {
    const { from, to } = last;
    return { changes: [{ from, to, insert: sql }], at: { from, to: from + sql.length } };
  }
  return append(text, last?.to ?? 0, sql);
}

/** The statement without the semicolon and the white space at its end. */
export function withoutEnd(statement: string): string {
  return statement.replace(/[;\s]+$/, '');
}

/** Behind everything; a last statement without a semicolon gets one, before its comments. */
function append(text: string, lastTo: number, sql: string): PutStatement {
  const kept = text.trimEnd().length;
  const gap = kept === 0 ? '' : '\n\n';
  const changes = [{ from: kept, to: text.length, insert: `${gap}${sql};\n` }];
  let from = kept + gap.length;
  if (!isClosed(text)) {
    changes.unshift({ from: lastTo, to: lastTo, insert: ';' });
    from += 1;
  }
  return { changes, at: { from, to: from + sql.length } };
}

/** Whether another word behind the text would be another statement. */
function isClosed(text: string): boolean {
  const parts = splitStatements(text).length;
  return parts === 0 || splitStatements(`${text}\nx`).length > parts;
}
