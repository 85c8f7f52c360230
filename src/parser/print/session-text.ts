import type { FetchDirection, SessionNode } from '../ast.ts';
import { canonical } from './canonical.ts';
import { optionsText } from './definition-text.ts';
import { nameText, quoteName, quoteString } from './names.ts';
import { upkeepText } from './upkeep-text.ts';

type Session<K extends SessionNode['kind']> = Extract<SessionNode, { kind: K }>;

const { expression, query } = canonical;

/** What a session is told, and what it asks of running queries. */
export function sessionText(node: SessionNode): string {
  switch (node.kind) {
    case 'show':
      return showText(node);
    case 'describe':
      return `DESCRIBE ${node.extended ? 'EXTENDED ' : ''}${nameText(node.name)}`;
    case 'flush':
      return ['FLUSH', node.names.map(nameText).join(', ')].join(' ').trimEnd();
    case 'controlQuery':
      return controlText(node);
    case 'subscribe':
      return subscribeText(node);
    case 'upkeep':
    case 'lock':
    case 'privileges':
      return upkeepText(node);
    case 'set':
      return setText(node);
    case 'reset':
      return `RESET ${node.name === null ? 'ALL' : settingText(node.name)}`;
    case 'discard':
      return `DISCARD ${node.what.toUpperCase()}`;
    case 'deallocate':
      return `DEALLOCATE ${node.name === null ? 'ALL' : quoteName(node.name.name)}`;
    case 'execute': {
      const args = node.arguments.map((each) => expression(each)).join(', ');
      return `EXECUTE ${quoteName(node.name.name)}${args === '' ? '' : `(${args})`}`;
    }
    default:
      return transactionText(node);
  }
}

function controlText({ action, names }: Session<'controlQuery'>): string {
  const list = names.map(nameText).join(', ');
  return `${action.toUpperCase()} QUERY ${list === '' ? 'ALL' : list}`;
}

function subscribeText(node: Session<'subscribe'>): string {
  const asOf = node.asOf === null ? '' : ` AS OF ${expression(node.asOf)}`;
  const target = node.relation === null ? '' : nameText(node.relation);
  const inner = node.query === null ? '' : `(${query(node.query)})`;
  return `SUBSCRIBE TO ${target}${inner}${optionsText(node.options)}${asOf}`;
}

type TransactionNode = Exclude<
  SessionNode,
  {
    kind:
      | 'show'
      | 'describe'
      | 'flush'
      | 'controlQuery'
      | 'subscribe'
      | 'upkeep'
      | 'lock'
      | 'privileges'
      | 'set'
      | 'reset'
      | 'discard'
      | 'deallocate'
      | 'execute';
  }
>;

function transactionText(node: TransactionNode): string {
  switch (node.kind) {
    case 'begin':
      return ['BEGIN', modesText(node.modes)].join(' ').trimEnd();
    case 'commit':
    case 'rollback':
      return node.kind.toUpperCase() + (node.chain ? ' AND CHAIN' : '');
    case 'savepoint':
      return `SAVEPOINT ${quoteName(node.name.name)}`;
    case 'releaseSavepoint':
      return `RELEASE SAVEPOINT ${quoteName(node.name.name)}`;
    case 'rollbackToSavepoint':
      return `ROLLBACK TO SAVEPOINT ${quoteName(node.name.name)}`;
    case 'setTransaction': {
      const head = node.session ? 'SESSION CHARACTERISTICS AS TRANSACTION' : 'TRANSACTION';
      return `SET ${head} ${modesText(node.modes)}`;
    }
    case 'declareCursor':
      return declareText(node);
    case 'fetch': {
      const direction = directionText(node.direction);
      return `${node.move ? 'MOVE' : 'FETCH'} ${direction} FROM ${quoteName(node.cursor.name)}`;
    }
    default:
      return `CLOSE ${node.cursor === null ? 'ALL' : quoteName(node.cursor.name)}`;
  }
}

function modesText(modes: readonly string[]): string {
  return modes.map((mode) => mode.toUpperCase()).join(', ');
}

function declareText(node: Session<'declareCursor'>): string {
  const sensitivity = node.insensitive ? 'INSENSITIVE' : 'ASENSITIVE';
  const scroll = node.scroll ? 'SCROLL' : 'NO SCROLL';
  return [
    `DECLARE ${quoteName(node.name.name)}`,
    node.binary ? 'BINARY' : '',
    node.insensitive === null ? '' : sensitivity,
    node.scroll === null ? '' : scroll,
    `CURSOR${node.hold ? ' WITH HOLD' : ''} FOR ${query(node.query)}`,
  ]
    .filter((word) => word !== '')
    .join(' ');
}

function directionText(direction: FetchDirection): string {
  const word = direction.kind.toUpperCase();
  return 'count' in direction ? `${word} ${direction.count}` : word;
}

function setText({ name, local, values }: Session<'set'>): string {
  const list = values?.map((value) => (typeof value === 'number' ? value : quoteString(value)));
  const scope = local ? 'LOCAL ' : '';
  return `SET ${scope}${settingText(name)} = ${list === undefined ? 'DEFAULT' : list.join(', ')}`;
}

function settingText(name: string): string {
  return name.split('.').map(quoteName).join('.');
}

const lists =
  /^(streams|tables|views|materialized views|queries|functions|sources|sinks|indexes|schemas|connectors|all)$/;

function showText({ what, of, schema, like }: Session<'show'>): string {
  const parts = ['SHOW'];
  if (what.startsWith('create ') && of !== null) parts.push(what.toUpperCase(), nameText(of));
  else if (of !== null) parts.push(what.toUpperCase(), 'FROM', nameText(of));
  else parts.push(lists.test(what) ? what.toUpperCase() : settingText(what));
  if (schema !== null) parts.push('FROM', nameText(schema));
  if (like !== null) parts.push('LIKE', quoteString(like));
  return parts.join(' ');
}
