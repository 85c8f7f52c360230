import { SqlError, sqlState } from '../../common/sql-error.ts';
import { typeName } from '../../data/sql-type.ts';
import { jsonTestName } from '../../functions/json/json-tests.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { not } from '../logical/connectives.ts';
import { callByName } from './coerce.ts';
import type { Bind } from './expression-context.ts';

/** IS [NOT] JSON […]: of texts and JSON. @throws SqlError 42804 for other types */
export function bindJsonTest(
  node: Extract<ExpressionNode, { kind: 'isJson' }>,
  bind: Bind,
): Expression {
  const operand = bind(node.operand);
  const { kind } = operand.type;
  if (kind !== 'text' && kind !== 'unknown' && kind !== 'json' && kind !== 'jsonb') {
    throw new SqlError(
      sqlState.datatypeMismatch,
      `cannot use type ${typeName(operand.type)} in IS JSON predicate`,
      { position: node.operand.position },
    );
  }
  const name = jsonTestName(node.test, node.uniqueKeys);
  const call = callByName(name, [operand], node.position);
  return node.negated ? not(call) : call;
}
