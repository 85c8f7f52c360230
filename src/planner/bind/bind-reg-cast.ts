import type { Position } from '../../common/sql-error.ts';
import { isNamedNumber, isNumeric, type NamedNumber } from '../../data/sql-type.ts';
import type { ExpressionNode, TypeName } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { bindType } from './bind-type.ts';
import { callByName, castTo, literalOf } from './coerce.ts';
import type { Bind } from './expression-context.ts';

type CastNode = Extract<ExpressionNode, { kind: 'cast' }>;

/**
 * A cast to a type such as REGCLASS: of a name it is the number of the object, of a number the name.
 * What is cast on, as in `'t'::regclass::text`, becomes the other one where that fits. Null for other casts.
 */
export function bindRegCast(node: CastNode, bind: Bind): Expression | null {
  if (isReg(node.type)) return regValue(node.type.name, bind(node.operand), node.position);
  const { operand } = node;
  if (operand.kind !== 'cast' || !isReg(operand.type)) return null;
  const inner = bind(operand.operand);
  const { name } = operand.type;
  if (isTextName(node.type)) return regName(name, inner, node.position);
  return castTo(
    regNumber(name, inner, node.position),
    bindType(node.type),
    'explicit',
    node.position,
  );
}

/** `REGCLASS 'pg_class'`; null for other types. */
export function regLiteral(type: TypeName, value: string, position: Position): Expression | null {
  return isReg(type) ? regValue(type.name, literalOf(value, { kind: 'text' }), position) : null;
}

function isReg({ name, arrayDepth }: TypeName): boolean {
  return arrayDepth === 0 && isNamedNumber(name);
}

function isTextName({ name, arrayDepth }: TypeName): boolean {
  return arrayDepth === 0 && /^(text|varchar|char|name|character varying)$/.test(name);
}

/** What reads and writes the values of types: functions by name only, as the columns of pg_type have them. */
const typeFunction = /^(?:pg_catalog\.)?((?:array|record)_(?:in|out|recv|send))$/;

function regValue(kind: string, operand: Expression, position: Position): Expression {
  const name = kind === 'regproc' && operand.kind === 'literal' ? String(operand.value) : '';
  const [, named] = typeFunction.exec(name) ?? [];
  if (named !== undefined) return literalOf(named, { kind: 'text' });
  return isNumeric(operand.type)
    ? regName(kind, operand, position)
    : regNumber(kind, operand, position);
}

function regName(kind: string, operand: Expression, position: Position): Expression {
  return callByName(`${kind}_name`, [regNumber(kind, operand, position)], position);
}

function regNumber(kind: string, operand: Expression, position: Position): Expression {
  const type = { kind: 'bigint', as: kind as NamedNumber } as const;
  if (isNumeric(operand.type)) return castTo(operand, type, 'explicit', position);
  return { ...callByName(`${kind}_oid`, [operand], position), type };
}
