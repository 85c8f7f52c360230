import type { CopyOption, WriteNode } from '../ast.ts';
import { isPlainName } from '../lexer/characters.ts';
import { canonical } from './canonical.ts';
import { changeText, clausesText } from './change-text.ts';
import { optionValueText } from './definition-text.ts';
import { columnsText, nameText, quoted, quoteName, quoteString } from './names.ts';

/** A statement that changes rows. */
export function writeText(node: WriteNode): string {
  switch (node.kind) {
    case 'insert':
    case 'update':
    case 'delete':
      return changeText(node, canonical);
    case 'truncate':
      return `TRUNCATE ${node.names.map(nameText).join(', ')}`;
    case 'copy':
      return copyText(node);
  }
}

function copyText(node: Extract<WriteNode, { kind: 'copy' }>): string {
  const { relation, columns, direction, path, options, where } = node;
  const source = relation === null ? '' : nameText(relation) + columnsText(columns);
  const standard = direction === 'from' ? 'STDIN' : 'STDOUT';
  return clausesText([
    'COPY',
    source,
    node.query === null ? '' : `(${canonical.query(node.query)})`,
    direction.toUpperCase(),
    path === null ? standard : quoteString(path),
    options.length === 0 ? '' : `WITH (${options.map(copyOptionText).join(', ')})`,
    where === null ? '' : `WHERE ${canonical.expression(where)}`,
  ]);
}

function copyOptionText({ key, value }: CopyOption): string {
  const word = isPlainName(key) ? key : quoted(key);
  if (value === true) return word;
  if (typeof value === 'object') return `${word} (${value.map(quoteName).join(', ')})`;
  return `${word} ${optionValueText(value)}`;
}
