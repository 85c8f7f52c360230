import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { type Datum, type SqlType, typeName } from '../../data/sql-type.ts';
import type { ColumnDefinition, ExpressionNode, Identifier, Name } from '../../parser/ast.ts';
import { canonical } from '../../parser/print/canonical.ts';
import type { PlanContext } from '../api.ts';
import { assignTo } from '../bind/assign.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { bindType } from '../bind/bind-type.ts';
import { constantValue } from '../bind/coerce.ts';
import type { ExpressionContext } from '../bind/expression-context.ts';
import { emptyScope } from '../bind/scope.ts';
import type { Expression } from '../expression/expression.ts';
import { isConstant } from '../expression/properties.ts';
import { defineGenerated } from './define-generated.ts';
import { type NewSequence, newSequences, withoutSerial } from './define-sequences.ts';

/** Columns as the catalog keeps them. */
export type DefinedColumns = {
  readonly fields: readonly Field[];
  readonly defaults: readonly Datum[];
  readonly defaultSql?: readonly (string | null)[];
  readonly generated?: readonly (string | null)[];
  readonly identity?: readonly ('always' | 'by default' | null)[];
  /** The sequences that SERIAL and IDENTITY ask for. */
  readonly sequences: readonly NewSequence[];
};

/** Resolves the types and defaults of column definitions. @throws SqlError 42701, 42704, 0A000, 42804, 42P17 */
export function defineColumns(
  columns: readonly ColumnDefinition[],
  context: PlanContext,
): DefinedColumns {
  refuseDuplicates(columns.map(({ name }) => name));
  for (const { collation } of columns) if (collation !== null) checkCollation(collation);
  const types = columns.map(({ type }) => bindType(withoutSerial(type)));
  const sequences = newSequences(columns);
  const counted = new Set(sequences.map(({ column }) => column));
  const fields = columns.map(({ name, notNull, primaryKey }, i) => ({
    name: name.name,
    type: types[i] as SqlType,
    nullable: !notNull && !primaryKey && !counted.has(i),
  }));
  const defaults = columns.map((column, i) =>
    column.default === null
      ? null
      : defineDefault(column.name.name, column.default, types[i] as SqlType, context.parameters),
  );
  const identity = columns.map(({ generated }) => {
    if (generated?.kind !== 'identity') return null;
    return generated.always ? ('always' as const) : ('by default' as const);
  });
  const generated = defineGenerated(columns, fields, context);
  const defaultSql = defaults.map((each) => each?.sql ?? null);
  return {
    fields,
    defaults: defaults.map((each) => each?.value ?? null),
    sequences,
    ...(defaultSql.some((each) => each !== null) ? { defaultSql } : {}),
    ...(generated.some((each) => each !== null) ? { generated } : {}),
    ...(identity.some((each) => each !== null) ? { identity } : {}),
  };
}

/** The numbers of columns by name. @throws SqlError 42703 with the message made of the name, 42701 */
export function columnNumbers(
  names: readonly Identifier[],
  fields: readonly Field[],
  message: (name: string) => string,
): readonly number[] {
  refuseDuplicates(names);
  return names.map(({ name, position }) => {
    const found = fields.findIndex((field) => field.name === name);
    if (found >= 0) return found;
    const near = nearestName(
      name,
      fields.map((field) => field.name),
    );
    throw new SqlError(sqlState.undefinedColumn, message(name), {
      hint: near === null ? undefined : `Did you mean "${near}"?`,
      position,
    });
  });
}

function refuseDuplicates(names: readonly Identifier[]): void {
  const seen = new Set<string>();
  for (const { name, position } of names) {
    if (seen.has(name)) {
      throw new SqlError(sqlState.duplicateColumn, `column "${name}" specified more than once`, {
        position,
      });
    }
    seen.add(name);
  }
}

/** A default: a constant, or the text of an expression that is computed for each row. */
export type DefinedDefault = { readonly value: Datum; readonly sql: string | null };

/** @throws SqlError 42804 when the column does not take it, 42703 and its like when it cannot be bound */
export function defineDefault(
  column: string,
  node: ExpressionNode,
  type: SqlType,
  parameters: readonly Datum[],
): DefinedDefault {
  const value = defaultValue(column, node, type, parameters);
  if (isConstant(value) && isOfNobody(node)) {
    return { value: constantValue(value, node.position), sql: null };
  }
  return { value: null, sql: canonical.expression(node) };
}

/** Whether an expression is the same without a session: current_user is asked for each row. */
function isOfNobody(node: ExpressionNode): boolean {
  try {
    bindExpression(node, overNothing([]));
    return true;
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}

function overNothing(parameters: readonly Datum[]): ExpressionContext {
  return {
    scope: emptyScope,
    parameters,
    aggregates: null,
    clause: 'DEFAULT expressions',
    clock: true,
    positions: new WeakMap(),
  };
}

/** The expression of a default as the column takes it. @throws SqlError 42804 and what binding raises */
export function defaultValue(
  column: string,
  node: ExpressionNode,
  type: SqlType,
  parameters: readonly Datum[],
): Expression {
  const bound = bindExpression(node, overNothing(parameters));
  return assignTo(bound, type, node.position, (from) => {
    return `column "${column}" is of type ${typeName(type)} but default expression is of type ${typeName(from)}`;
  });
}

const collations: ReadonlySet<string> = new Set(['C', 'POSIX', 'default', 'ucs_basic', 'C.utf8']);

/** Texts are compared by their bytes. @throws SqlError 0A000 for an order of a language */
function checkCollation({ parts, position }: Name): void {
  const name = parts.at(-1) ?? '';
  if (collations.has(name)) return;
  throw new SqlError(sqlState.featureNotSupported, `collation "${name}" is not supported yet`, {
    hint: 'Texts are compared by their code points: COLLATE "C".',
    position,
  });
}
