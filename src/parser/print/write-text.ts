import type { Assignment, CopyOption, WriteNode } from '../ast.ts';
import { isPlainName } from '../lexer/characters.ts';
import { canonical } from './canonical.ts';
import { optionValueText } from './definition-text.ts';
import { columnsText, listText, nameText, quoted, quoteName, quoteString } from './names.ts';
import { itemsText, valuesText, withText } from './query-text.ts';
import { relationText } from './relation-text.ts';

type Write<K extends WriteNode['kind']> = Extract<WriteNode, { kind: K }>;

const { expression, query } = canonical;

/** A statement that changes rows. */
export function writeText(node: WriteNode): string {
  switch (node.kind) {
    case 'insert':
      return insertText(node);
    case 'update':
      return clausesText([
        withText(node, canonical),
        `UPDATE ${nameText(node.table)}${aliasText(node.alias)}`,
        `SET ${assignmentsText(node.assignments)}`,
        node.from === null ? '' : `FROM ${relationText(node.from, canonical)}`,
        ...endText(node),
      ]);
    case 'delete':
      return clausesText([
        withText(node, canonical),
        `DELETE FROM ${nameText(node.table)}${aliasText(node.alias)}`,
        node.using === null ? '' : `USING ${relationText(node.using, canonical)}`,
        ...endText(node),
      ]);
    case 'truncate':
      return `TRUNCATE ${node.names.map(nameText).join(', ')}`;
    case 'copy':
      return copyText(node);
  }
}

function clausesText(clauses: readonly string[]): string {
  return clauses.filter((clause) => clause !== '').join(' ');
}

function aliasText(alias: Write<'insert'>['alias']): string {
  return alias === null ? '' : ` AS ${quoteName(alias.name)}`;
}

function endText({ where, returning }: Pick<Write<'update'>, 'where' | 'returning'>): string[] {
  return [
    where === null ? '' : `WHERE ${expression(where)}`,
    returning.length === 0 ? '' : `RETURNING ${itemsText(returning, canonical)}`,
  ];
}

function insertText(node: Write<'insert'>): string {
  const { rows, returning, onConflict } = node;
  const into = `INSERT INTO ${nameText(node.into)}${aliasText(node.alias)}`;
  return clausesText([
    withText(node, canonical),
    into + columnsText(node.columns),
    rows === null ? '' : rowsText(rows),
    node.query === null ? '' : query(node.query),
    onConflict === null ? '' : conflictText(onConflict),
    ...endText({ where: null, returning }),
  ]);
}

function rowsText(rows: NonNullable<Write<'insert'>['rows']>): string {
  return rows.length === 0 ? 'DEFAULT VALUES' : valuesText(rows, canonical);
}

function conflictText({ columns, action }: NonNullable<Write<'insert'>['onConflict']>): string {
  const head = `ON CONFLICT${columnsText(columns)} DO`;
  if (action.kind === 'nothing') return `${head} NOTHING`;
  const where = action.where === null ? '' : ` WHERE ${expression(action.where)}`;
  return `${head} UPDATE SET ${assignmentsText(action.assignments)}${where}`;
}

function assignmentsText(assignments: readonly Assignment[]): string {
  const texts = assignments.map(({ columns, value }) => {
    const [first] = columns;
    const single = columns.length === 1 && first !== undefined;
    return `${single ? quoteName(first.name) : `(${listText(columns)})`} = ${expression(value)}`;
  });
  return texts.join(', ');
}

function copyText(node: Write<'copy'>): string {
  const { relation, columns, direction, path, options, where } = node;
  const source = relation === null ? '' : nameText(relation) + columnsText(columns);
  const standard = direction === 'from' ? 'STDIN' : 'STDOUT';
  return clausesText([
    'COPY',
    source,
    node.query === null ? '' : `(${query(node.query)})`,
    direction.toUpperCase(),
    path === null ? standard : quoteString(path),
    options.length === 0 ? '' : `WITH (${options.map(copyOptionText).join(', ')})`,
    where === null ? '' : `WHERE ${expression(where)}`,
  ]);
}

function copyOptionText({ key, value }: CopyOption): string {
  const word = isPlainName(key) ? key : quoted(key);
  if (value === true) return word;
  if (typeof value === 'object') return `${word} (${value.map(quoteName).join(', ')})`;
  return `${word} ${optionValueText(value)}`;
}
