import type { Datum } from '../../data/sql-type.ts';
import type { SelectItem } from '../../parser/ast.ts';
import { bindOutputs } from '../bind/bind-select.ts';
import { literalOf } from '../bind/coerce.ts';
import type { Output } from '../bind/output.ts';
import type { Scope } from '../bind/scope.ts';
import type { Expression } from '../expression/expression.ts';

/** The columns of RETURNING, over what is in sight. @throws SqlError in PostgreSQL's words */
export function bindReturning(
  items: readonly SelectItem[],
  scope: Scope,
  parameters: readonly Datum[],
): { readonly expressions: readonly Expression[]; readonly names: readonly string[] } {
  const outputs = bindOutputs(items, {
    scope,
    parameters,
    aggregates: null,
    clause: 'RETURNING',
    clock: true,
    positions: new WeakMap(),
  });
  return {
    expressions: outputs.map(settled),
    names: outputs.map(({ name }) => name),
  };
}

/** A bare literal is a text. */
function settled({ expression }: Output): Expression {
  const isBare = expression.type.kind === 'unknown' && expression.kind === 'literal';
  return isBare ? literalOf(expression.value, { kind: 'text' }) : expression;
}
