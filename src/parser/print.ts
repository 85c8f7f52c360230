import type { ColumnDefinition, ExpressionNode, Option, QueryNode, StatementNode } from './ast.ts';
import { isPlainName } from './lexer/characters.ts';
import { expressionText, strength } from './print/expression-text.ts';
import {
  columnsText,
  listText,
  nameText,
  quoteName,
  quoteString,
  typeText,
} from './print/names.ts';
import { queryText } from './print/query-text.ts';

type Statement<K extends StatementNode['kind']> = Extract<StatementNode, { kind: K }>;

/**
 * A statement as canonical SQL: one line, keywords in capitals, names quoted only where they must
 * be. Reading it back gives the same tree but for places; printing that gives the same text.
 */
export function print(statement: StatementNode): string {
  switch (statement.kind) {
    case 'query':
      return queryText(statement.query);
    case 'createStream':
      return streamText(statement);
    case 'createTable':
      return tableText(statement);
    case 'createView':
      return viewText(statement);
    case 'insert':
      return insertText(statement);
    case 'drop':
      return dropText(statement);
    case 'show':
      return `SHOW ${showText(statement.what)}`;
    case 'describe':
      return `DESCRIBE ${statement.extended ? 'EXTENDED ' : ''}${nameText(statement.name)}`;
    case 'explain':
      return `EXPLAIN (${statement.mode.toUpperCase()}) ${print(statement.statement)}`;
    case 'flush':
      return ['FLUSH', statement.names.map(nameText).join(', ')].join(' ').trimEnd();
  }
}

/** A query as canonical SQL: what a view's definition is kept as. */
export function printQuery(query: QueryNode): string {
  return queryText(query);
}

/** An expression as canonical SQL, with no more parentheses than it needs. */
export function printExpression(node: ExpressionNode): string {
  return expressionText(node);
}

/** A name as SQL reads it: in quotes only when it is reserved or not a plain lower-case name. */
export function printIdentifier(name: string): string {
  return quoteName(name);
}

function streamText(node: Statement<'createStream'>): string {
  const elements = node.columns.map(columnText);
  if (node.watermark !== null) {
    const { column, expression } = node.watermark;
    elements.push(`WATERMARK FOR ${quoteName(column.name)} AS ${expressionText(expression)}`);
  }
  return [
    `CREATE STREAM ${existsText(node.ifNotExists)}${nameText(node.name)}`,
    elements.length === 0 ? '' : ` (${elements.join(', ')})`,
    node.from === null ? '' : ` FROM ${quoteString(node.from.path)}`,
    node.partitionBy.length === 0 ? '' : ` PARTITION BY (${listText(node.partitionBy)})`,
    optionsText(node.options),
  ].join('');
}

function tableText(node: Statement<'createTable'>): string {
  const elements = node.columns.map(columnText);
  if (node.primaryKey.length > 0) elements.push(`PRIMARY KEY (${listText(node.primaryKey)})`);
  const head = `CREATE TABLE ${existsText(node.ifNotExists)}${nameText(node.name)}`;
  return `${head} (${elements.join(', ')})${optionsText(node.options)}`;
}

function columnText(column: ColumnDefinition): string {
  return [
    `${quoteName(column.name.name)} ${typeText(column.type)}`,
    column.notNull ? ' NOT NULL' : '',
    column.primaryKey ? ' PRIMARY KEY' : '',
    column.default === null ? '' : ` DEFAULT ${expressionText(column.default, strength.concat)}`,
  ].join('');
}

function viewText(node: Statement<'createView'>): string {
  const replace = node.orReplace ? 'OR REPLACE ' : '';
  const kind = node.materialized ? 'MATERIALIZED VIEW ' : 'VIEW ';
  const name = existsText(node.ifNotExists) + nameText(node.name) + columnsText(node.columns);
  return `CREATE ${replace}${kind}${name}${optionsText(node.options)} AS ${queryText(node.query)}`;
}

function existsText(ifNotExists: boolean): string {
  return ifNotExists ? 'IF NOT EXISTS ' : '';
}

function optionsText(options: readonly Option[]): string {
  if (options.length === 0) return '';
  const entries = options.map(({ key, value }) => {
    const written = typeof value === 'string' ? quoteString(value) : String(value).toUpperCase();
    return `${keyText(key)} = ${written}`;
  });
  return ` WITH (${entries.join(', ')})`;
}

/** Words joined by dots stand as they are, all else is a string. */
function keyText(key: string): string {
  return key.split('.').every(isPlainName) ? key : quoteString(key);
}

function insertText(node: Statement<'insert'>): string {
  const head = `INSERT INTO ${nameText(node.into)}${columnsText(node.columns)}`;
  if (node.query !== null) return `${head} ${queryText(node.query)}`;
  const rows = (node.rows ?? []).map(
    (row) => `(${row.map((value) => expressionText(value)).join(', ')})`,
  );
  return `${head} VALUES ${rows.join(', ')}`;
}

function dropText(node: Statement<'drop'>): string {
  const names = node.names.map(nameText).join(', ');
  const exists = node.ifExists ? 'IF EXISTS ' : '';
  return `DROP ${node.object.toUpperCase()} ${exists}${names}${node.cascade ? ' CASCADE' : ''}`;
}

const lists = /^(streams|tables|views|materialized views|queries|functions|sources|all)$/;

function showText(what: string): string {
  return lists.test(what) ? what.toUpperCase() : what.split('.').map(quoteName).join('.');
}
