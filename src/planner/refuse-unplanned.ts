import { SqlError, sqlState } from '../common/sql-error.ts';
import type {
  Assignment,
  ColumnDefinition,
  ExpressionNode,
  QueryNode,
  RelationNode,
  RowLock,
  StatementNode,
} from '../parser/ast.ts';
import type { Refusal } from './unplanned/refusal.ts';
import { unplannedExpression } from './unplanned/unplanned-expression.ts';
import { unplannedQuery, unplannedRelation } from './unplanned/unplanned-query.ts';
import { unplannedColumn, unplannedStatement } from './unplanned/unplanned-statement.ts';

type Node = StatementNode | QueryNode | RelationNode | ExpressionNode;

/**
 * Refuses what the grammar knows and nothing runs yet, anywhere in a statement or a query. Whoever
 * makes a form work takes it out of `unplanned/`.
 * @throws SqlError 0A000 with the place in the text
 */
export function refuseUnplanned(root: StatementNode | QueryNode): void {
  if (passed.has(root)) return;
  const waiting: object[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (hasLimit(next) && (isAsking(next.limit) || isAsking(next.offset))) asking.add(root);
    if ('locking' in next) locking.set(root, next.locking as readonly RowLock[]);
    const refusal = refusalOf(next);
    if (refusal !== null) throw refused(refusal);
    const parts = Object.values(isRowAssignment(next) ? next.value.items : next).filter(
      (part) => typeof part === 'object' && part !== null,
    );
    waiting.push(...parts.toReversed());
  }
  passed.add(root);
  if (root.kind === 'query') passed.add(root.query);
}

/** Whether a statement that has passed has a LIMIT or OFFSET that may be asked of a query. */
export function mayAskForLimit(root: StatementNode): boolean {
  return asking.has(root);
}

/** How rows are locked by a statement that has passed; null where they are not. */
export function rowLockOf(root: StatementNode): RowLock | null {
  return locking.get(root)?.[0] ?? null;
}

const locking = new WeakMap<StatementNode | QueryNode, readonly RowLock[]>();

const asking = new WeakSet<StatementNode | QueryNode>();

function hasLimit(part: object): part is QueryNode {
  return 'limit' in part && 'offset' in part && 'withTies' in part;
}

function isAsking(count: ExpressionNode | null): boolean {
  return count !== null && count.kind !== 'number' && count.kind !== 'parameter';
}

/** Trees that nothing was found in: they are the same the next time. */
const passed = new WeakSet<StatementNode | QueryNode>();

/** `(a, b) = (1, 2)`: the row is no value of its own. */
function isRowAssignment(
  part: object,
): part is { readonly value: Extract<ExpressionNode, { kind: 'row' }> } {
  const { value, columns } = part as Partial<Assignment>;
  return columns !== undefined && value?.kind === 'row';
}

/** The error for a node that nothing runs yet. */
export function refusedNode(node: Node): SqlError {
  const { position } = node;
  if (node.kind === 'namedArgument') {
    return refused({ what: 'a named argument', position, hint: 'Give the arguments in order.' });
  }
  return refused(refusalOf(node) ?? { what: `this use of ${node.kind}`, position });
}

function refused({ what, position, hint }: Refusal): SqlError {
  return new SqlError(sqlState.featureNotSupported, `${what} is not supported yet`, {
    position,
    hint,
  });
}

function refusalOf(part: object): Refusal | null {
  if ('members' in part) return null;
  if ('references' in part && 'generated' in part) return unplannedColumn(part as ColumnDefinition);
  if (!('kind' in part)) return null;
  const node = part as Node;
  switch (node.kind) {
    case 'select':
    case 'setOperation':
    case 'values':
      return unplannedQuery(node);
    case 'table':
    case 'tableFunction':
    case 'windowFunction':
    case 'match':
    case 'windowed':
    case 'join':
      return unplannedRelation(node);
    case 'subquery':
      return 'lateral' in node ? unplannedRelation(node) : unplannedExpression(node);
    default:
      return (
        unplannedStatement(node as StatementNode) ?? unplannedExpression(node as ExpressionNode)
      );
  }
}
