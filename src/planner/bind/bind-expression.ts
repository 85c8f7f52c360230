import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { typeName } from '../../data/sql-type.ts';
import { extractFunction } from '../../functions/extract-fields.ts';
import type { ExpressionNode, Name, QueryNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { booleanLiteral } from '../logical/connectives.ts';
import { refusedNode } from '../refuse-unplanned.ts';
import { arrayOfQuery } from './array-of-query.ts';
import { bindAccess } from './bind-access.ts';
import { aggregateName, bindAggregateCall, bindGrouping } from './bind-aggregate-call.ts';
import { bindArrayTest } from './bind-array-test.ts';
import { bindScalarCall, sessionCall } from './bind-call.ts';
import { bindCase } from './bind-case.ts';
import { bindCollate } from './bind-collate.ts';
import { bindJsonTest } from './bind-json-test.ts';
import { numberLiteral, parameterLiteral, typedLiteral } from './bind-literal.ts';
import { bindMadeCall } from './bind-made-call.ts';
import { bindArray, bindMap, bindRow, bindStruct, castArray, castMap } from './bind-nested.ts';
import { bindBetween, bindBinary, bindIn, bindIs, bindUnary } from './bind-operators.ts';
import { bindOver, requireNoWindow } from './bind-over.ts';
import { bindRegCast } from './bind-reg-cast.ts';
import { bindPartOfRow, bindRowInQuery, bindRowQuantified } from './bind-row-subquery.ts';
import { bindRowComparison, bindRowIn, bindRowIsNull } from './bind-row-tests.ts';
import {
  bindExists,
  bindInQuery,
  bindQuantified,
  bindScalarSubquery,
  isMissingColumn,
} from './bind-subquery.ts';
import { bindType } from './bind-type.ts';
import { callByName, castTo, literalOf } from './coerce.ts';
import type { Bind, ExpressionContext } from './expression-context.ts';
import { outerAggregate } from './outer-aggregate.ts';
import { resolveColumn, starColumns } from './resolve-column.ts';
import { fieldOfRow } from './row-fields.ts';
import { rowOrField } from './whole-row.ts';

/**
 * Resolves names, functions and types of an expression. Bare string literals and NULL come back
 * with type unknown where nothing around them says what they are.
 * @throws SqlError in PostgreSQL's words, with the place in the text
 */
export function bindExpression(node: ExpressionNode, context: ExpressionContext): Expression {
  const bind = (child: ExpressionNode): Expression => bindExpression(child, context);
  switch (node.kind) {
    case 'number':
      return numberLiteral(node.text, node.position);
    case 'string':
      return literalOf(node.value, { kind: 'unknown' });
    case 'boolean':
      return booleanLiteral(node.value);
    case 'null':
      return literalOf(null, { kind: 'unknown' });
    case 'typedLiteral':
      return typedLiteral(node);
    case 'parameter':
      return parameterLiteral(node.index, context.parameters, node.position);
    case 'column':
      return bindColumn(node, context);
    case 'default':
    case 'star':
    case 'allFields':
      return rowOfStar(node, context);
    case 'binary':
      return bindRowComparison(node, context, bind) ?? bindBinary(node, bind);
    case 'unary':
      return bindUnary(node, bind);
    case 'is':
      return bindRowIsNull(node, context, bind) ?? bindIs(node, bind);
    case 'isJson':
      return bindJsonTest(node, bind);
    case 'collate':
      return bindCollate(node, bind);
    case 'between':
      return bindBetween(node, bind);
    case 'in':
      return bindRowIn(node, context, bind) ?? bindIn(node, bind);
    case 'case':
      return bindCase(node, bind);
    case 'cast':
      return bindRegCast(node, bind) ?? bindCast(node, bind);
    case 'extract':
      return bindExtract(node.field, bind(node.operand), node.position);
    case 'call':
      return bindCall(node, context);
    case 'exists':
      return bindExists(node, context, bind);
    case 'subquery':
      return bindPartOfRow(node, context, bind) ?? bindScalarSubquery(node, context, bind);
    case 'inQuery':
      return bindRowInQuery(node, context, bind) ?? bindInQuery(node, context, bind);
    case 'quantified':
      return isQuery(node.over)
        ? (bindRowQuantified(node, node.over, context, bind) ??
            bindQuantified(node, node.over, context, bind))
        : bindArrayTest(node, node.over, bind);
    case 'array':
      return bindArray(node, bind);
    case 'row':
      return bindRow(node, context, bind);
    case 'struct':
      return bindStruct(node, bind);
    case 'map':
      return bindMap(node, bind);
    case 'subscript':
    case 'slice':
      return bindAccess(node, bind);
    case 'field':
      return fieldOfRow(bind(node.operand), node.name);
    case 'arrayQuery':
      return bind(arrayOfQuery(node));
    default:
      throw refusedNode(node);
  }
}

/** What stands only in places of its own, and what is said where it stands elsewhere. */
const misplacedWords = {
  default: 'DEFAULT is not allowed in this context',
  star: '"*" is not allowed here',
  allFields: 'row expansion via "*" is not supported here',
} as const;

function misplaced({ kind, position }: Misplaced): SqlError {
  return new SqlError(sqlState.syntaxError, misplacedWords[kind], { position });
}

type Misplaced = Extract<ExpressionNode, { kind: keyof typeof misplacedWords }>;

/** `t.*` in an expression is the whole row. @throws SqlError 42P01, 42601 for a bare star and its like */
function rowOfStar(node: Misplaced, { scope }: ExpressionContext): Expression {
  if (node.kind !== 'star' || node.qualifier === null) throw misplaced(node);
  const { qualifier } = node;
  starColumns(scope, qualifier);
  const found = rowOrField(scope, { ...qualifier, parts: qualifier.parts.slice(-1) });
  if (found === null) throw misplaced(node);
  return found;
}

function bindCast(node: Extract<ExpressionNode, { kind: 'cast' }>, bind: Bind): Expression {
  const type = bindType(node.type);
  return (
    castArray(node.operand, type, bind) ??
    castMap(node.operand, type, bind) ??
    castTo(bind(node.operand), type, 'explicit', node.position)
  );
}

function bindColumn(
  node: Extract<ExpressionNode, { kind: 'column' }>,
  context: ExpressionContext,
): Expression {
  const ofSession = sessionWord(node.name, context);
  if (ofSession !== null) return ofSession;
  const column = localColumn(node.name, context) ?? outerColumn(node.name, context);
  context.positions.set(column, node.position);
  return column;
}

/** A column of this query; null where there is none and a query around it may have one. */
function localColumn(name: Name, { scope, outer }: ExpressionContext): Expression | null {
  try {
    const { index, type, nullable } = resolveColumn(scope, name);
    return { kind: 'column', index, type, nullable };
  } catch (error) {
    if (!isMissingColumn(error)) throw error;
    const found = rowOrField(scope, name);
    if (found !== null || outer != null) return found;
    throw error;
  }
}

/** A column of a query around this one. @throws SqlError what is wrong with the name in this query */
function outerColumn(name: Name, { scope, outer }: ExpressionContext): Expression {
  const found = outer?.resolve(name) ?? null;
  if (found !== null) return found;
  const { index, type, nullable } = resolveColumn(scope, name);
  return { kind: 'column', index, type, nullable };
}

function isQuery(node: QueryNode | ExpressionNode): node is QueryNode {
  return node.kind === 'select' || node.kind === 'setOperation' || node.kind === 'values';
}

/** CURRENT_USER and its like, which are called without parentheses; a column of that name comes first. */
function sessionWord({ parts }: Name, context: ExpressionContext): Expression | null {
  const [word] = parts;
  if (word === undefined || parts.length > 1 || !sessionWords.has(word)) return null;
  if (context.scope.columns.some(({ name }) => name === word)) return null;
  return sessionCall(word, [], context.parameters);
}

const sessionWords: ReadonlySet<string> = new Set([
  'current_catalog',
  'current_role',
  'current_schema',
  'current_user',
  'session_user',
  'user',
]);

function bindCall(
  node: Extract<ExpressionNode, { kind: 'call' }>,
  context: ExpressionContext,
): Expression {
  if (node.over !== null) {
    const within: ExpressionContext = { ...context, windows: null, clause: 'OVER' };
    return bindOver(node, node.over, context, (child) => bindExpression(child, within));
  }
  const inside: ExpressionContext = {
    ...context,
    aggregates: null,
    windows: null,
    clause: 'aggregate',
  };
  const bindInput = (child: ExpressionNode): Expression => bindExpression(child, inside);
  const aggregate = aggregateName(node);
  if (aggregate !== null) {
    const ofOuter = outerAggregate(node, context, (name) => localColumn(name, context) !== null);
    return ofOuter ?? bindAggregateCall(node, aggregate, context, bindInput);
  }
  if (node.name.parts.join() === 'grouping') return bindGrouping(node, context, bindInput);
  requireNoWindow(node);
  const bind = (child: ExpressionNode): Expression => bindExpression(child, context);
  return bindMadeCall(node, context, bind, bindExpression) ?? bindScalarCall(node, context, bind);
}

/** EXTRACT is the function of its field, or else that of its own name with the field as a text. */
function bindExtract(field: string, operand: Expression, position: Position): Expression {
  if (operand.type.kind === 'unknown') {
    throw new SqlError(
      sqlState.ambiguousFunction,
      `function extract(unknown, ${typeName(operand.type)}) is not unique`,
      { hint: "Write the type in front of the literal: TIMESTAMP '…'.", position },
    );
  }
  const known = extractFunction(field, operand.type.kind);
  if (known !== null) return callByName(known, [operand], position);
  return callByName('extract', [literalOf(field, { kind: 'text' }), operand], position);
}
