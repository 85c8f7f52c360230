import { assert } from '../common/assert.ts';
import type { ParsedStatement, StatementNode } from '../parser/ast.ts';
import type { Statement, StatementKind } from './api.ts';

/** A statement as the engine knows it: its text, and its tree. */
export class EngineStatement implements Statement {
  readonly text: string;
  readonly source: string;
  readonly kind: StatementKind;
  readonly node: StatementNode;

  constructor(text: string, node: StatementNode, source = text) {
    this.text = text;
    this.source = source;
    this.node = node;
    this.kind = kindOf(node);
  }

  /** The statement of a text that `parsed` is one of. */
  static of(sql: string, { statement, start, end }: ParsedStatement): EngineStatement {
    return new EngineStatement(sql.slice(start, end), statement, sql);
  }
}

/** The statement as it was made here. */
export function asEngineStatement(statement: Statement): EngineStatement {
  assert(statement instanceof EngineStatement, 'statements are made by Engine.parse');
  return statement;
}

function kindOf(node: StatementNode): StatementKind {
  switch (node.kind) {
    case 'query':
      return node.query.emit === null ? 'query' : 'continuous';
    case 'subscribe':
      return 'continuous';
    case 'insert':
    case 'execute':
    case 'fetch':
      return node.kind;
    case 'copy':
      if (node.path !== null) return 'other';
      return node.direction === 'from' ? 'copyIn' : 'copyOut';
    case 'commit':
    case 'rollback':
    case 'rollbackToSavepoint':
      return 'end';
    default:
      return 'other';
  }
}
