import type { Position } from '../../common/sql-error.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { isNull, not } from '../logical/connectives.ts';
import { asCommonType, asCondition, callByName, literalOf } from './coerce.ts';
import type { Bind } from './expression-context.ts';

type CaseNode = Extract<ExpressionNode, { kind: 'case' }>;
type Branch = { readonly when: Expression; readonly then: Expression };

/** CASE in both forms: with an operand every WHEN is an equality. @throws SqlError 42804 */
export function bindCase(node: CaseNode, bind: Bind): Expression {
  const operand = node.operand === null ? null : bind(node.operand);
  const conditions = node.branches.map(({ when }) =>
    operand === null
      ? asCondition(bind(when), 'CASE/WHEN', when.position)
      : callByName('=', [operand, bind(when)], when.position),
  );
  const otherwise = node.otherwise === null ? unknownNull() : bind(node.otherwise);
  const arms = [...node.branches.map(({ then }) => bind(then)), otherwise];
  const places = [...node.branches.map(({ then }) => then), node.otherwise ?? node];
  const typed = asCommonType(
    arms,
    'CASE',
    node.position,
    places.map(({ position }) => position),
  );
  const branches = conditions.map((when, i) => ({ when, then: typed[i] as Expression }));
  return caseOf(branches, typed.at(-1) as Expression);
}

/** The first argument that is not NULL. @throws SqlError 42804 */
export function coalesce(
  args: readonly Expression[],
  position: Position,
  places: readonly Position[],
): Expression {
  const typed = asCommonType(args, 'COALESCE', position, places);
  const needed = typed.findIndex(({ nullable }) => !nullable);
  const [last, ...before] = (needed < 0 ? typed : typed.slice(0, needed + 1)).toReversed();
  const branches = before.toReversed().map((each) => ({ when: not(isNull(each)), then: each }));
  const { nullable } = last as Expression;
  return { ...caseOf(branches, last as Expression), nullable };
}

/** NULL where two arguments are equal, else the first. @throws SqlError 42883 */
export function nullIf(a: Expression, b: Expression, position: Position): Expression {
  const same = callByName('=', [a, b], position);
  const kept = a.type.kind === 'unknown' ? { ...a, type: { kind: 'text' } as const } : a;
  return caseOf([{ when: same, then: literalOf(null, kept.type) }], kept);
}

/** A searched CASE whose arms have one type; without branches just its ELSE. */
export function caseOf(branches: readonly Branch[], otherwise: Expression): Expression {
  if (branches.length === 0) return otherwise;
  return {
    kind: 'case',
    branches,
    otherwise,
    type: otherwise.type,
    nullable: otherwise.nullable || branches.some(({ then }) => then.nullable),
  };
}

function unknownNull(): Expression {
  return literalOf(null, { kind: 'unknown' });
}
