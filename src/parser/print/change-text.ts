import type { Assignment, WriteNode } from '../ast.ts';
import { columnsText, listText, nameText, quoteName } from './names.ts';
import { itemsText, valuesText, withText } from './query-text.ts';
import { relationText } from './relation-text.ts';
import type { Writer } from './writer.ts';

type Change<K extends WriteNode['kind']> = Extract<WriteNode, { kind: K }>;
type ChangeNode = Change<'insert'> | Change<'update'> | Change<'delete'>;

/** INSERT, UPDATE or DELETE as canonical SQL. */
export function changeText(node: ChangeNode, writer: Writer): string {
  if (node.kind === 'insert') return insertText(node, writer);
  if (node.kind === 'update') {
    return clausesText([
      withText(node, writer),
      `UPDATE ${nameText(node.table)}${aliasText(node.alias)}`,
      `SET ${assignmentsText(node.assignments, writer)}`,
      node.from === null ? '' : `FROM ${relationText(node.from, writer)}`,
      ...endText(node, writer),
    ]);
  }
  return clausesText([
    withText(node, writer),
    `DELETE FROM ${nameText(node.table)}${aliasText(node.alias)}`,
    node.using === null ? '' : `USING ${relationText(node.using, writer)}`,
    ...endText(node, writer),
  ]);
}

/** Clauses that are there, a space between. */
export function clausesText(clauses: readonly string[]): string {
  return clauses.filter((clause) => clause !== '').join(' ');
}

function aliasText(alias: Change<'insert'>['alias']): string {
  return alias === null ? '' : ` AS ${quoteName(alias.name)}`;
}

function endText(
  { where, returning }: Pick<Change<'update'>, 'where' | 'returning'>,
  writer: Writer,
): string[] {
  return [
    where === null ? '' : `WHERE ${writer.expression(where)}`,
    returning.length === 0 ? '' : `RETURNING ${itemsText(returning, writer)}`,
  ];
}

function insertText(node: Change<'insert'>, writer: Writer): string {
  const { rows, returning, onConflict } = node;
  const into = `INSERT INTO ${nameText(node.into)}${aliasText(node.alias)}`;
  return clausesText([
    withText(node, writer),
    into + columnsText(node.columns),
    node.overriding === undefined ? '' : `OVERRIDING ${node.overriding.toUpperCase()} VALUE`,
    rows === null ? '' : rowsText(rows, writer),
    node.query === null ? '' : writer.query(node.query),
    onConflict === null ? '' : conflictText(onConflict, writer),
    ...endText({ where: null, returning }, writer),
  ]);
}

function rowsText(rows: NonNullable<Change<'insert'>['rows']>, writer: Writer): string {
  return rows.length === 0 ? 'DEFAULT VALUES' : valuesText(rows, writer);
}

function conflictText(
  { columns, action }: NonNullable<Change<'insert'>['onConflict']>,
  writer: Writer,
): string {
  const head = `ON CONFLICT${columnsText(columns)} DO`;
  if (action.kind === 'nothing') return `${head} NOTHING`;
  const where = action.where === null ? '' : ` WHERE ${writer.expression(action.where)}`;
  return `${head} UPDATE SET ${assignmentsText(action.assignments, writer)}${where}`;
}

function assignmentsText(assignments: readonly Assignment[], { expression }: Writer): string {
  const texts = assignments.map(({ columns, value }) => {
    const [first] = columns;
    const single = columns.length === 1 && first !== undefined;
    return `${single ? quoteName(first.name) : `(${listText(columns)})`} = ${expression(value)}`;
  });
  return texts.join(', ');
}
