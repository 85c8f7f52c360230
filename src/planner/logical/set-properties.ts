import type {
  LogicalOver,
  LogicalRecursion,
  LogicalSetOperation,
  LogicalTableFunction,
  LogicalTop,
  LogicalUnion,
} from './logical-plan.ts';
import type { Properties } from './properties.ts';
import type { TimeAttribute, WindowIdentity } from './time-attribute.ts';

/**
 * UNION ALL appends when all its inputs do. A column follows event time where it does in every
 * input, as far behind as in the slowest of them.
 */
export function unionProperties(plan: LogicalUnion, inputs: readonly Properties[]): Properties {
  const mode = inputs.every((input) => input.mode === 'append') ? 'append' : 'updating';
  const merged = new Map<WindowIdentity, WindowIdentity>();
  const times = new Map<number, TimeAttribute>();
  for (const column of plan.fields.keys()) {
    const time = commonTime(
      inputs.map((input) => input.times.get(column)),
      merged,
    );
    if (time !== null) times.set(column, time);
  }
  return { mode, keys: [], times };
}

/** What the attributes of one column have in common; places of one window stay places of one. */
function commonTime(
  all: readonly (TimeAttribute | undefined)[],
  merged: Map<WindowIdentity, WindowIdentity>,
): TimeAttribute | null {
  const [first] = all;
  if (first === undefined) return null;
  let lagMicros = first.lagMicros;
  for (const time of all) {
    if (time === undefined || !isSamePlace(first, time)) return null;
    lagMicros = Math.max(lagMicros, time.lagMicros);
  }
  if (first.window === null) return { ...first, lagMicros };
  const window = merged.get(first.window) ?? { ...first.window };
  merged.set(first.window, window);
  return { ...first, window, lagMicros };
}

function isSamePlace(a: TimeAttribute, b: TimeAttribute): boolean {
  if (a.window === null || b.window === null) return a.window === b.window;
  if (a.window === b.window) return a.fromStartMicros === b.fromStartMicros;
  return (
    a.fromStartMicros === b.fromStartMicros &&
    a.window.form === undefined &&
    b.window.form === undefined &&
    a.window.sizeMicros === b.window.sizeMicros &&
    a.window.slideMicros === b.window.slideMicros &&
    a.window.offsetMicros === b.window.offsetMicros
  );
}

/** A row of INTERSECT can come out long after it came in; one of EXCEPT can be taken back. */
export function setOperationProperties(
  plan: LogicalSetOperation,
  left: Properties,
  right: Properties,
): Properties {
  const appends =
    plan.operator === 'intersect' && left.mode === 'append' && right.mode === 'append';
  const all = [...plan.fields.keys()];
  const keys = plan.all ? left.keys : [all, ...left.keys];
  return { mode: appends ? 'append' : 'updating', keys, times: new Map() };
}

/** The first row of a partition is the only one of it. */
export function topProperties(plan: LogicalTop, input: Properties): Properties {
  const isSingle = plan.limit === 1 && !plan.withTies;
  const keys = isSingle ? [plan.partition, ...input.keys] : input.keys;
  return { mode: 'updating', keys, times: new Map() };
}

/** Any later row can change what is said of the rows before it. */
export function overProperties(_plan: LogicalOver, input: Properties): Properties {
  return { mode: 'updating', keys: input.keys, times: new Map() };
}

/** The rows of a row are told apart by their number; kept columns keep their times. */
export function tableFunctionProperties(
  { kept, ordinality, outer, fields }: LogicalTableFunction,
  input: Properties,
): Properties {
  const times = new Map<number, TimeAttribute>();
  for (const [position, column] of kept.entries()) {
    const time = input.times.get(column);
    if (time !== undefined) times.set(position, time);
  }
  const keys = input.keys.flatMap((key) => {
    const positions = key.map((column) => kept.indexOf(column));
    return positions.includes(-1) ? [] : [[...positions, fields.length - 1]];
  });
  return { mode: input.mode, keys: ordinality && !outer ? keys : [], times };
}

/** It runs once, when all that it reads is there: nothing is taken back. */
export function recursionProperties({ all, fields }: LogicalRecursion): Properties {
  return { mode: 'append', keys: all ? [] : [[...fields.keys()]], times: new Map() };
}
