import type { Batch, Field } from '../data/batch.ts';
import { type Datum, sameType } from '../data/sql-type.ts';
import { withoutModifiers } from '../data/type-modifier.ts';
import { vectorFromDatums } from '../data/vector-datum.ts';
import type { Expression } from '../planner/expression/expression.ts';
import { isCanonical } from '../planner/expression/key-form.ts';
import { inputsOf } from '../planner/physical/node-inputs.ts';
import type { PhysicalPlan, ScanNode } from '../planner/physical/physical-plan.ts';
import type { ResultState } from './result-state.ts';

/** Keys that are looked up at most: with more of them reading everything is as good. */
const keysMax = 10_000;

/** The sets of columns by which the rows of a relation are found. */
export type KeysOf = (relation: string) => readonly (readonly number[])[];

/** Columns of the input with the values that they must have. */
type Bound = ReadonlyMap<number, Datum>;

/**
 * The rows of a relation that a scan needs, where every user of it filters by equality on all
 * columns of one of the keys; otherwise all of them. Filters still apply: rows beside those may come.
 */
export function rowsFor(
  result: ResultState,
  plan: PhysicalPlan,
  scan: number,
  keys: KeysOf | undefined,
): Batch | null {
  const node = plan.nodes[scan] as ScanNode;
  const wanted = keys === undefined ? null : boundBy(plan, scan);
  if (keys === undefined || wanted === null) return result.batch();
  for (const key of keys(node.relation)) {
    const columns = key.map((column) => node.columns.indexOf(column));
    const types = columns.map((column) => node.fields[column] as Field | undefined);
    const isBound = wanted.every((bound) => columns.every((column) => bound.has(column)));
    if (!isBound || columns.length === 0) continue;
    const vectors = columns.map((column, i) =>
      vectorFromDatums(
        (types[i] as Field).type,
        wanted.map((bound) => bound.get(column) as Datum),
      ),
    );
    return result.find(key, vectors, wanted.length);
  }
  return result.batch();
}

/** What the users of a scan ask of its columns: any of these; null where one of them asks for more. */
function boundBy({ nodes, root }: PhysicalPlan, scan: number): readonly Bound[] | null {
  if (root === scan) return null;
  const all: Bound[] = [];
  const { fields } = nodes[scan] as ScanNode;
  for (const node of nodes) {
    if (!inputsOf(node).includes(scan)) continue;
    if (node.kind !== 'map' || node.predicate === null) return null;
    const bound = boundIn(node.predicate, fields);
    if (bound === null) return null;
    all.push(...bound);
  }
  return all.length > keysMax ? null : all;
}

/** Values of which a row must have one set for a condition to be true; null where nothing is said. */
function boundIn(condition: Expression, fields: readonly Field[]): readonly Bound[] | null {
  switch (condition.kind) {
    case 'call':
      return equality(condition, fields);
    case 'and':
      return condition.arguments.reduce<readonly Bound[] | null>((found, each) => {
        const more = boundIn(each, fields);
        if (found === null || more === null) return found ?? more;
        return found.length * more.length > keysMax ? found : together(found, more);
      }, null);
    case 'or': {
      const parts = condition.arguments.map((each) => boundIn(each, fields));
      return parts.every((part) => part !== null) ? parts.flat() : null;
    }
    default:
      return null;
  }
}

function together(left: readonly Bound[], right: readonly Bound[]): readonly Bound[] {
  return left.flatMap((a) => right.map((b) => new Map([...a, ...b])));
}

/** `column = literal`, either way around. */
function equality(
  call: Extract<Expression, { kind: 'call' }>,
  fields: readonly Field[],
): readonly Bound[] | null {
  if (!call.function.startsWith('equal(') || call.arguments.length !== 2) return null;
  const [a, b] = call.arguments as readonly [Expression, Expression];
  const [column, literal] = a.kind === 'column' ? [a, b] : [b, a];
  if (column.kind !== 'column' || literal.kind !== 'literal' || literal.value === null) return null;
  const type = fields[column.index]?.type;
  if (type === undefined || !isCanonical(type)) return null;
  if (!sameType(withoutModifiers(type), literal.type)) return null;
  return [new Map([[column.index, literal.value]])];
}
