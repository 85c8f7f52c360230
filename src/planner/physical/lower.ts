import { unreachable } from '../../common/assert.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { Expression } from '../expression/expression.ts';
import { readsClock } from '../expression/properties.ts';
import { clockCondition, clockHint } from '../logical/clock-bounds.ts';
import { connect } from '../logical/connectives.ts';
import {
  isKeyed,
  type LogicalAggregate,
  type LogicalJoin,
  type LogicalOver,
  type LogicalPlan,
  type LogicalProject,
  type LogicalRecursion,
  type LogicalScan,
  type LogicalSetOperation,
  type LogicalTimeJoin,
  type LogicalTop,
  type LogicalWindow,
} from '../logical/logical-plan.ts';
import { allColumns, columnOf } from '../logical/make-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import { pseudoField } from '../logical/pseudo-columns.ts';
import type { SideBound } from '../logical/time-bounds.ts';
import { lookupOfChanges, timeJoinNode } from './lower-time-join.ts';
import { NodeList } from './node-list.ts';
import type { OuterJoin, PhysicalNode, SortKey, WindowCall } from './physical-plan.ts';
import { sharedScans } from './shared-scans.ts';
import { StepImports, stepPlan } from './step-imports.ts';

/** What lowering needs to know besides the plan. */
export type LowerContext = {
  readonly properties: PlanProperties;
  /** Whether windows tell their results once, when they close. */
  readonly emit: 'changes' | 'final';
};

/** The operators of a plan, and the part of the plan that each stands for. */
export type Lowered = {
  readonly nodes: readonly PhysicalNode[];
  readonly root: number;
  readonly plans: ReadonlyMap<number, LogicalPlan>;
};

/** A row judged by no watermark is never late. */
const neverLate = Number.MAX_SAFE_INTEGER;

/**
 * Turns a logical plan into operators: filter and projection become one step, equal parts of the
 * plan run once, and a relation is read once with all columns that any part of the plan uses.
 */
export function lower(plan: LogicalPlan, context: LowerContext): Lowered {
  const lowering = new Lowering(context, sharedScans(plan), null);
  const root = lowering.lower(plan);
  return { nodes: lowering.nodes.all, root, plans: lowering.plans };
}

class Lowering {
  readonly nodes = new NodeList();
  readonly plans = new Map<number, LogicalPlan>();
  readonly #context: LowerContext;
  /** Per relation the columns that its one scan reads. */
  readonly #scans: ReadonlyMap<string, readonly number[]>;
  /** Set in the step of a recursion. */
  readonly #step: StepImports | null;

  constructor(
    context: LowerContext,
    scans: ReadonlyMap<string, readonly number[]>,
    step: StepImports | null,
  ) {
    this.#context = context;
    this.#scans = scans;
    this.#step = step;
  }

  lower(plan: LogicalPlan): number {
    const imported = this.#step?.scanOf(plan, this.nodes) ?? null;
    const node = imported ?? this.#lowered(plan);
    if (!this.plans.has(node)) this.plans.set(node, plan);
    return node;
  }

  #lowered(plan: LogicalPlan): number {
    switch (plan.kind) {
      case 'scan':
        return this.#scan(plan);
      case 'values':
        return this.nodes.add({ kind: 'values', rows: plan.rows, fields: plan.fields });
      case 'filter':
        return this.#map(plan.input, plan.predicate, allColumns(plan.fields), plan.fields);
      case 'project':
        return this.#project(plan);
      case 'window':
        return this.#hop(plan);
      case 'aggregate':
        return this.#aggregate(plan);
      case 'join':
        return this.#join(plan);
      case 'timeJoin':
        return this.#timeJoin(plan);
      case 'union':
        return this.nodes.add({
          kind: 'union',
          inputs: plan.inputs.map((input) => this.lower(input)),
          fields: plan.fields,
        });
      case 'setOperation':
        return this.#setOperation(plan);
      case 'top':
        return this.#top(plan, 0, plan.fields);
      case 'over':
        return this.#over(plan);
      case 'tableFunction': {
        const { kept, calls, ordinality, outer, fields } = plan;
        const input = this.lower(plan.input);
        return this.nodes.add({
          kind: 'tableFunction',
          input,
          kept,
          calls,
          ordinality,
          outer,
          fields,
        });
      }
      case 'recursion':
        return this.#recursion(plan);
      case 'workingTable':
        throw new Error('assertion failed: a working table stands in the step of its recursion');
      default:
        return unreachable(plan);
    }
  }

  /** The step is lowered to a plan of its own; what it reads besides its working table stays here. */
  #recursion({ table, all, fields, ...plan }: LogicalRecursion): number {
    const seed = this.lower(plan.seed);
    const imports = new StepImports(table, (outside) => this.lower(outside));
    const lowering = new Lowering(this.#context, this.#scans, imports);
    const root = lowering.lower(plan.step);
    const step = stepPlan(lowering.nodes.all, root, plan.step.fields);
    const { inputs, working } = imports;
    return this.nodes.add({
      kind: 'recursion',
      seed,
      imports: inputs,
      step,
      working,
      all,
      fields,
    });
  }

  #scan(plan: LogicalScan): number {
    const { relation } = plan;
    const columns = this.#scans.get(relation.id) ?? plan.columns;
    const fields = columns.map((column) => {
      const at = plan.columns.indexOf(column);
      return plan.fields[at] ?? relation.fields[column] ?? pseudoField(column);
    });
    const watermark =
      relation.kind === 'stream' &&
      relation.watermark !== null &&
      columns.includes(relation.watermark.column)
        ? relation.watermark
        : null;
    const node = this.nodes.add({
      kind: 'scan',
      relation: relation.id,
      relationName: relation.name,
      columns,
      watermark,
      fields,
    });
    if (columns.length === plan.columns.length) return node;
    this.plans.set(node, { ...plan, columns, fields });
    const picked = plan.columns.map((column) => columnOf(fields, columns.indexOf(column)));
    return this.nodes.add({
      kind: 'map',
      input: node,
      predicate: null,
      projections: picked,
      fields: plan.fields,
    });
  }

  #project(plan: LogicalProject): number {
    const { input, expressions, fields } = plan;
    return input.kind === 'filter'
      ? this.#map(input.input, input.predicate, expressions, fields)
      : this.#map(input, null, expressions, fields);
  }

  #map(
    input: LogicalPlan,
    predicate: Expression | null,
    projections: readonly Expression[],
    fields: LogicalPlan['fields'],
  ): number {
    const { goesOn } = this.#context.properties;
    if (goesOn && predicate !== null && readsClock(predicate)) {
      const projected = this.#temporal(input, predicate);
      return this.#projected(projected, null, projections, fields);
    }
    return this.#projected(this.lower(input), predicate, projections, fields);
  }

  #projected(
    input: number,
    predicate: Expression | null,
    projections: readonly Expression[],
    fields: LogicalPlan['fields'],
  ): number {
    const clock = [...(predicate === null ? [] : [predicate]), ...projections].some(readsClock);
    if (clock && this.#context.properties.goesOn) throw clockMoves();
    return this.nodes.add({ kind: 'map', input, predicate, projections, fields });
  }

  /** The rows for which a condition that looks at the clock holds, as long as it does. */
  #temporal(input: LogicalPlan, predicate: Expression): number {
    const condition = clockCondition(predicate);
    if (condition === null) throw clockMoves();
    const { plain, bounds } = condition;
    const width = input.fields.length;
    const times = bounds.map(({ time }) => time);
    const added = times.map((time, i) => ({
      name: (time.kind === 'column' ? input.fields[time.index]?.name : null) ?? `time${i + 1}`,
      type: time.type,
      nullable: time.nullable,
    }));
    const rows = this.#projected(
      this.lower(input),
      plain.length === 0 ? null : connect('and', plain),
      [...allColumns(input.fields), ...times],
      [...input.fields, ...added],
    );
    return this.nodes.add({
      kind: 'temporal',
      input: rows,
      bounds: bounds.map(({ kind, shiftMicros }, i) => ({ column: width + i, kind, shiftMicros })),
      fields: input.fields,
    });
  }

  #hop(plan: LogicalWindow): number {
    const lagMicros = this.#context.properties.windowLag(plan.input, plan.time, plan.shape);
    const graceMicros = lagMicros === null ? neverLate : plan.shape.graceMicros + lagMicros;
    const { properties, emit } = this.#context;
    const { mode } = properties.of(plan.input);
    if (plan.shape.form?.kind === 'count' && mode === 'updating') throw countsChanges();
    const keyed = { partition: plan.partition, inputMode: mode, emit };
    return this.nodes.add({
      kind: 'hop',
      input: this.lower(plan.input),
      window: { ...plan.shape, graceMicros, time: plan.time },
      ...(isKeyed(plan.shape) ? { keyed } : {}),
      fields: plan.fields,
    });
  }

  #aggregate(plan: LogicalAggregate): number {
    const { properties, emit } = this.#context;
    const end = properties.windowEnd(plan);
    return this.nodes.add({
      kind: 'aggregate',
      input: this.lower(plan.input),
      keys: plan.keys,
      aggregates: plan.calls,
      window: plan.window === null ? null : { ...plan.window.shape, time: plan.window.time },
      windowEndKey: end?.key ?? null,
      ...(end === null || end.lagMicros === 0 ? {} : { windowEndLagMicros: end.lagMicros }),
      emit: emit === 'final' && properties.closes(plan) ? 'final' : 'changes',
      inputMode: properties.of(plan.input).mode,
      fields: plan.fields,
    });
  }

  #setOperation({ operator, all, fields, ...plan }: LogicalSetOperation): number {
    const left = this.lower(plan.left);
    const right = this.lower(plan.right);
    return this.nodes.add({ kind: 'setOperation', operator, all, left, right, fields });
  }

  /** Numbers of the rows that a top keeps are known where they are kept. */
  #over({ input, partition, order, calls, fields }: LogicalOver): number {
    if (input.kind === 'top' && countsRowsOf(input, partition, order, calls)) {
      return this.#top(input, calls.length, fields);
    }
    const lowered = this.lower(input);
    return this.nodes.add({ kind: 'over', input: lowered, partition, order, calls, fields });
  }

  #top(plan: LogicalTop, numbered: number, fields: readonly Field[]): number {
    const { partition, order, limit, offset, withTies } = plan;
    return this.nodes.add({
      kind: 'top',
      input: this.lower(plan.input),
      partition,
      order,
      limit,
      offset,
      withTies,
      inputMode: this.#context.properties.of(plan.input).mode,
      numbered,
      fields,
    });
  }

  #join(plan: LogicalJoin): number {
    const { properties } = this.#context;
    const bounds = properties.bounds(plan);
    const { condition } = plan;
    if (properties.goesOn && condition !== null && readsClock(condition)) throw clockMoves();
    return this.nodes.add({
      kind: 'join',
      left: this.lower(plan.left),
      right: this.lower(plan.right),
      leftKeys: plan.leftKeys,
      rightKeys: plan.rightKeys,
      residual: plan.condition,
      leftForget: bounds.left?.forget ?? null,
      rightForget: bounds.right?.forget ?? null,
      ...(plan.type === 'inner' ? {} : { outer: outerJoin(plan, plan.type, properties) }),
      fields: plan.fields,
    });
  }

  /** @throws SqlError 0A000 where rows that come once could be taken back */
  #timeJoin(plan: LogicalTimeJoin): number {
    const { properties } = this.#context;
    const [left, right] = [properties.of(plan.left), properties.of(plan.right)];
    if (plan.time === null && left.mode === 'updating') throw lookupOfChanges(plan);
    const inputs = { left: this.lower(plan.left), right: this.lower(plan.right) };
    return this.nodes.add(timeJoinNode(plan, inputs, left, right));
  }
}

/** Whether window calls are row numbers in the partitions and the order of a top below them. */
function countsRowsOf(
  top: LogicalTop,
  partition: readonly number[],
  order: readonly SortKey[],
  calls: readonly WindowCall[],
): boolean {
  if (top.withTies || top.offset > 0) return false;
  const isSame =
    partition.join() === top.partition.join() &&
    order.length === top.order.length &&
    order.every((key, k) => {
      const other = top.order[k];
      return (
        other !== undefined &&
        other.column === key.column &&
        other.descending === key.descending &&
        other.nullsFirst === key.nullsFirst
      );
    });
  return isSame && calls.every((call) => call.kind === 'ranking' && call.function === 'row_number');
}

/** @throws nothing: the error for a plan that looks at the clock where nothing follows it */
function clockMoves(): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'now() is not supported here in queries that go on',
    { hint: clockHint },
  );
}

/** The error for counting rows that change. */
function countsChanges(): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'a count window is not possible over rows that change',
    { hint: 'Rows are counted as they come: put the window over a stream.' },
  );
}

function outerJoin(
  plan: LogicalJoin,
  type: OuterJoin['type'],
  properties: PlanProperties,
): OuterJoin {
  const bounds = properties.bounds(plan);
  const lag = (side: LogicalPlan, bound: SideBound | null): number | null => {
    const time = bound === null ? undefined : properties.of(side).times.get(bound.forget.column);
    return time !== undefined && Number.isFinite(time.lagMicros) ? time.lagMicros : null;
  };
  return {
    type,
    leftWidth: plan.left.fields.length,
    leftLagMicros: lag(plan.left, bounds.left),
    rightLagMicros: lag(plan.right, bounds.right),
  };
}
