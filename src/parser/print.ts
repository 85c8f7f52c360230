import type { ExpressionNode, QueryNode, StatementNode } from './ast.ts';
import { canonical } from './print/canonical.ts';
import { definitionText } from './print/definition-text.ts';
import { nameText, quoteName, typeText } from './print/names.ts';
import { sessionText } from './print/session-text.ts';
import { writeText } from './print/write-text.ts';

type Explain = Extract<StatementNode, { kind: 'explain' | 'explainObject' }>;

/**
 * A statement as canonical SQL: one line, keywords in capitals, names quoted only where they must
 * be. Reading it back gives the same tree but for places; printing that gives the same text.
 */
export function print(statement: StatementNode): string {
  switch (statement.kind) {
    case 'query':
      return canonical.query(statement.query);
    case 'explain':
      return `${explainText(statement)} ${print(statement.statement)}`;
    case 'explainObject':
      return `${explainText(statement)} ${nameText(statement.name)}`;
    case 'prepare': {
      const { name, types } = statement;
      const list = types.length === 0 ? '' : ` (${types.map(typeText).join(', ')})`;
      return `PREPARE ${quoteName(name.name)}${list} AS ${print(statement.statement)}`;
    }
    case 'insert':
    case 'update':
    case 'delete':
    case 'truncate':
    case 'copy':
      return writeText(statement);
    case 'createStream':
    case 'createTable':
    case 'createView':
    case 'createSource':
    case 'createSink':
    case 'createIndex':
    case 'createFunction':
    case 'createSchema':
    case 'createSequence':
    case 'alter':
    case 'drop':
    case 'comment':
      return definitionText(statement);
    default:
      return sessionText(statement);
  }
}

function explainText({ mode, analyze, format }: Explain): string {
  const words = [mode.toUpperCase()];
  if (analyze) words.push('ANALYZE');
  if (format === 'json') words.push('FORMAT JSON');
  return `EXPLAIN (${words.join(', ')})`;
}

/** A query as canonical SQL: what a view's definition is kept as. */
export function printQuery(query: QueryNode): string {
  return canonical.query(query);
}

/** An expression as canonical SQL, with no more parentheses than it needs. */
export function printExpression(node: ExpressionNode): string {
  return canonical.expression(node);
}

/** A name as SQL reads it: in quotes only when it is reserved or not a plain lower-case name. */
export function printIdentifier(name: string): string {
  return quoteName(name);
}
