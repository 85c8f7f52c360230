import { sameType } from '../../data/sql-type.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';
import { columnsOf } from '../expression/properties.ts';
import type { JoinRegion } from './join-region.ts';

/** An equality between columns of different inputs of a region. */
export type Edge = {
  readonly condition: Expression;
  readonly sides: readonly [Side, Side];
  /** Whether it follows from others, and the query does not ask for it itself. */
  readonly inferred: boolean;
};

/** One side of an equality: the columns that it reads and the inputs that they are of. */
type Side = { readonly columns: readonly number[]; readonly inputs: readonly number[] };

type Equality = Extract<Expression, { kind: 'call' }>;

/** The equalities of a region by which its inputs can be joined, with those that follow from them. */
export function joinEdges(region: JoinRegion): readonly Edge[] {
  const inputOf = inputsByColumn(region);
  const asked = region.conditions.flatMap((each) => edgeOf(each, inputOf, false) ?? []);
  return [...asked, ...inferredEdges(asked, inputOf)];
}

/** The number of the input that each column of a region is of. */
export function inputsByColumn({ inputs }: Pick<JoinRegion, 'inputs'>): readonly number[] {
  return inputs.flatMap(({ fields }, input) => fields.map(() => input));
}

function edgeOf(condition: Expression, inputOf: readonly number[], inferred: boolean): Edge | null {
  if (condition.kind !== 'call' || functionById(condition.function).name !== '=') return null;
  const [left, right] = condition.arguments.map((each) => sideOf(each, inputOf));
  if (left === undefined || right === undefined) return null;
  const isApart = !left.inputs.some((input) => right.inputs.includes(input));
  if (left.inputs.length === 0 || right.inputs.length === 0 || !isApart) return null;
  return { condition, sides: [left, right], inferred };
}

function sideOf(expression: Expression, inputOf: readonly number[]): Side {
  const columns = columnsOf(expression);
  return { columns, inputs: [...new Set(columns.map((column) => inputOf[column] as number))] };
}

/** Of a = b and b = c follows a = c, where all are columns of one type. */
function inferredEdges(asked: readonly Edge[], inputOf: readonly number[]): readonly Edge[] {
  const direct = asked.filter(({ condition }) => isBetweenColumns(condition as Equality));
  return equalColumns(direct).flatMap((columns) => pairsOf(columns, direct, inputOf));
}

function isBetweenColumns({ arguments: [left, right] }: Equality): boolean {
  return left?.kind === 'column' && right?.kind === 'column' && sameType(left.type, right.type);
}

type Column = Extract<Expression, { kind: 'column' }>;

/** The columns that equalities make equal to each other, where that are more than two. */
function equalColumns(direct: readonly Edge[]): readonly (readonly Column[])[] {
  const classes = new Map<number, Column[]>();
  for (const { condition } of direct) {
    const [left, right] = (condition as Equality).arguments as readonly [Column, Column];
    const a = classes.get(left.index) ?? [left];
    const b = classes.get(right.index) ?? [right];
    if (a === b) continue;
    a.push(...b);
    for (const { index } of a) classes.set(index, a);
  }
  return [...new Set(classes.values())].filter((each) => each.length > 2);
}

function pairsOf(
  columns: readonly Column[],
  direct: readonly Edge[],
  inputOf: readonly number[],
): readonly Edge[] {
  const known = new Set(direct.map(({ sides: [a, b] }) => pairText(a.columns[0], b.columns[0])));
  const example = direct.find(({ sides: [side] }) =>
    columns.some(({ index }) => index === side.columns[0]),
  );
  if (example === undefined) return [];
  const equality = example.condition as Equality;
  return columns.flatMap((left, i) =>
    columns.slice(i + 1).flatMap((right) => {
      if (known.has(pairText(left.index, right.index))) return [];
      const nullable = left.nullable || right.nullable;
      const condition = { ...equality, arguments: [left, right], nullable };
      return edgeOf(condition, inputOf, true) ?? [];
    }),
  );
}

function pairText(a: number | undefined, b: number | undefined): string {
  return Number(a) < Number(b) ? `${a} ${b}` : `${b} ${a}`;
}
