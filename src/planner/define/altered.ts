import type {
  AddedConstraint,
  ColumnDefinition,
  StatementNode,
  TableConstraint,
} from '../../parser/ast.ts';
import { changedStatement } from './renamed.ts';

type WithColumns = Extract<StatementNode, { kind: 'createTable' | 'createStream' }>;

/** The statement that made a relation, with one more column. */
export function withColumn(sql: string, column: ColumnDefinition): string {
  return withColumns(sql, (columns) => [...columns, column]);
}

/** The statement that made a relation, without one of its columns. */
export function withoutColumn(sql: string, name: string): string {
  return withColumns(sql, (columns) => columns.filter((column) => column.name.name !== name));
}

/** The statement that made a relation, with another definition of one of its columns. */
export function withColumnChange(
  sql: string,
  name: string,
  change: Partial<Pick<ColumnDefinition, 'default' | 'notNull'>>,
): string {
  return withColumns(sql, (columns) =>
    columns.map((column) => (column.name.name === name ? { ...column, ...change } : column)),
  );
}

/** The statement that made a table, with one more constraint. */
export function withConstraint(sql: string, constraint: AddedConstraint): string {
  return changedStatement(sql, (statement) => {
    if (statement.kind !== 'createTable' || constraint.kind === 'primaryKey') return statement;
    return { ...statement, constraints: [...statement.constraints, constraint] };
  });
}

/**
 * The statement that made a table, without the constraints that `isGone` says; those of columns are
 * asked for too.
 */
export function withoutConstraints(
  sql: string,
  isGone: (constraint: TableConstraint) => boolean,
): string {
  return changedStatement(sql, (statement) => {
    if (statement.kind !== 'createTable') return statement;
    const columns = statement.columns.map((column) => withoutOwn(column, isGone));
    const constraints = statement.constraints.filter((each) => !isGone(each));
    return { ...statement, columns, constraints };
  });
}

function withoutOwn(
  column: ColumnDefinition,
  isGone: (constraint: TableConstraint) => boolean,
): ColumnDefinition {
  const { name, constraintNames: names = {}, position } = column;
  const columns = [name];
  let left = column;
  if (column.unique) {
    const own = { kind: 'unique', name: names.unique ?? null, columns, position } as const;
    if (isGone(own)) left = { ...left, unique: false };
  }
  if (column.check !== null) {
    const condition = column.check;
    if (isGone({ kind: 'check', name: names.check ?? null, condition, position })) {
      left = { ...left, check: null };
    }
  }
  if (column.references !== null) {
    const { references } = column;
    const key = { kind: 'foreignKey', name: names.references ?? null, columns, position } as const;
    if (isGone({ ...key, references })) left = { ...left, references: null };
  }
  return left;
}

function withColumns(
  sql: string,
  change: (columns: readonly ColumnDefinition[]) => readonly ColumnDefinition[],
): string {
  return changedStatement(sql, (statement) =>
    hasColumns(statement) ? { ...statement, columns: change(statement.columns) } : statement,
  );
}

function hasColumns(statement: StatementNode): statement is WithColumns {
  const isOne = statement.kind === 'createTable' || statement.kind === 'createStream';
  return isOne && statement.query === null;
}
