import { SqlError, sqlState } from '../../common/sql-error.ts';
import { typeName } from '../../data/sql-type.ts';
import type { ExpressionNode, Name } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { castTo } from './coerce.ts';
import type { Bind } from './expression-context.ts';

/** Collations that order texts by code points, as all texts are ordered here. */
const byCodePoints: ReadonlySet<string> = new Set(['default', 'C', 'POSIX', 'ucs_basic', 'C.utf8']);
/** Names of collations that order texts as people of a language do. */
const ofLanguages =
  /^(?:und|unicode|[a-z]{2,3}(?:[-_][A-Za-z0-9.@]+)+(?:-x-icu)?|[a-z]{2,3}-x-icu)$/;

/** `text COLLATE name`: the text, for collations that order by code points. @throws SqlError 42804, 42704, 0A000 */
export function bindCollate(
  node: Extract<ExpressionNode, { kind: 'collate' }>,
  bind: Bind,
): Expression {
  checkCollation(node.collation);
  const operand = bind(node.operand);
  if (operand.type.kind === 'text') return operand;
  if (operand.type.kind === 'unknown') {
    return castTo(operand, { kind: 'text' }, 'implicit', node.position);
  }
  throw new SqlError(
    sqlState.datatypeMismatch,
    `collations are not supported by type ${typeName(operand.type)}`,
    { position: node.position },
  );
}

/** @throws SqlError 42704 for names that are none, 0A000 for orders of languages */
export function checkCollation({ parts, position }: Name): void {
  const name = parts.at(-1) ?? '';
  if (byCodePoints.has(name)) return;
  if (ofLanguages.test(name)) {
    throw new SqlError(sqlState.featureNotSupported, `collation "${name}" is not supported`, {
      hint: 'Texts are ordered by code points. The collations are "C", "POSIX", "ucs_basic" and "default".',
      position,
    });
  }
  throw new SqlError(
    sqlState.undefinedObject,
    `collation "${name}" for encoding "UTF8" does not exist`,
    { position },
  );
}
