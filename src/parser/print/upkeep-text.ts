import type { SessionNode } from '../ast.ts';
import { isReserved } from '../lexer/keywords.ts';
import { nameText, quoteName } from './names.ts';

type Upkeep = Extract<SessionNode, { kind: 'upkeep' | 'lock' | 'privileges' }>;

/** VACUUM and its like, LOCK, GRANT and REVOKE. */
export function upkeepText(node: Upkeep): string {
  if (node.kind === 'upkeep') {
    const { command, object, names } = node;
    const head = object === null ? command : `${command} ${object}`;
    return [head.toUpperCase(), names.map(nameText).join(', ')].join(' ').trimEnd();
  }
  if (node.kind === 'lock') {
    return `LOCK TABLE ${node.names.map(nameText).join(', ')} IN ${node.mode.toUpperCase()} MODE`;
  }
  const words = node.words.map(({ value, isQuoted }) => {
    if (isQuoted) return quoted(value);
    return isReserved(value) ? value.toUpperCase() : value;
  });
  return [node.command.toUpperCase(), ...words].join(' ');
}

/** A name that was written in quotes: a word that is read otherwise without them keeps them. */
function quoted(name: string): string {
  const plain = quoteName(name);
  return plain.startsWith('"') ? plain : `"${name}"`;
}
