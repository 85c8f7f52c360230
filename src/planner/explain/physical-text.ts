import { unreachable } from '../../common/assert.ts';
import type { Field } from '../../data/batch.ts';
import type { NodeFacts } from '../physical/node-facts.ts';
import { inputsOf } from '../physical/node-inputs.ts';
import type {
  AggregateNode,
  Forget,
  JoinNode,
  PhysicalNode,
  PhysicalPlan,
  RecursionNode,
  TopNode,
} from '../physical/physical-plan.ts';
import type { TemporalNode } from '../physical/temporal-node.ts';
import { durationText } from './duration-text.ts';
import { expressionText } from './expression-text.ts';
import { factsText } from './facts-text.ts';
import {
  callsText,
  columnsText,
  fieldsText,
  names,
  projectionsText,
  windowText,
} from './logical-text.ts';
import { actualLines, type RunReport, runFactLine } from './run-report.ts';
import {
  limitText,
  orderText,
  partitionText,
  tableCallsText,
  windowCallsText,
} from './set-text.ts';
import { timeJoinDetails } from './time-join-text.ts';

/**
 * A physical plan as people read it: the result first, then the nodes from the root down, each with
 * its columns and what bounds its state. A node with several users is printed where it is first met.
 */
export function physicalText(
  plan: PhysicalPlan,
  facts: readonly (NodeFacts | null)[] = [],
  report: RunReport | null = null,
): string {
  const printed = new Set<number>();
  const lines: string[] = outputLines(plan);
  for (const fact of report?.facts ?? []) lines.push(runFactLine(fact));
  const visit = (index: number, depth: number): void => {
    const node = plan.nodes[index] as PhysicalNode;
    const indent = '  '.repeat(depth);
    const reference = `${indent}#${index} ${nodeTitle(node)}`;
    if (printed.has(index)) {
      lines.push(`${reference} (as above)`);
      return;
    }
    printed.add(index);
    const inputs = inputsOf(node);
    const inputFields = inputs.map((input) => plan.nodes[input]?.fields ?? []);
    lines.push(`${reference}${nodeSubject(node, inputFields)} → ${fieldsText(node.fields)}`);
    const known = facts[index] ?? null;
    if (known !== null) lines.push(`${indent}    rows: ${factsText(known, node.fields)}`);
    for (const detail of nodeDetails(node, inputFields)) lines.push(`${indent}    ${detail}`);
    const actuals = report?.nodes[index];
    if (actuals !== undefined) {
      lines.push(...actualLines(actuals).map((line) => `${indent}    ${line}`));
    }
    for (const input of inputs) visit(input, depth + 1);
  };
  visit(plan.root, 0);
  return lines.join('\n');
}

function outputLines({ output }: PhysicalPlan): string[] {
  const key = output.key === null ? 'none' : `(${columnsText(output.key, output.fields)})`;
  const mode = output.mode === 'append' ? 'append' : 'updating';
  const pace =
    output.everyMicros === undefined
      ? output.emit.toUpperCase()
      : `EVERY ${durationText(output.everyMicros)}`;
  const lines = [`Result: ${mode}, key ${key}, EMIT ${pace}`];
  if (output.order.length > 0) {
    lines.push(`Order: ${orderText(output.order, output.fields)}`);
  }
  if (output.limit !== null) lines.push(`Limit: ${output.limit}`);
  if (output.offset > 0) lines.push(`Offset: ${output.offset}`);
  return lines;
}

/** What a node is: 'Scan bid', 'LeftJoin'. */
export function nodeTitle(node: PhysicalNode): string {
  switch (node.kind) {
    case 'scan':
      return `Scan ${node.relationName}`;
    case 'values':
      return `Values (${node.rows.length})`;
    case 'map':
      return 'Map';
    case 'temporal':
      return 'TemporalFilter';
    case 'hop':
      return 'Hop';
    case 'aggregate':
      return node.window !== null || node.windowEndKey !== null ? 'WindowAggregate' : 'Aggregate';
    case 'join':
      return joinTitle(node);
    case 'asOfJoin':
      return node.outer ? 'LeftAsOfJoin' : 'AsOfJoin';
    case 'lookupJoin':
      return node.outer ? 'LeftLookupJoin' : 'LookupJoin';
    case 'upsert':
      return 'Upsert';
    case 'union':
      return 'Union';
    case 'setOperation':
      return node.operator === 'intersect' ? 'Intersect' : 'Except';
    case 'top':
      return 'Top';
    case 'over':
      return 'Over';
    case 'tableFunction':
      return 'TableFunction';
    case 'recursion':
      return 'Recursion';
    default:
      return unreachable(node);
  }
}

type Inputs = readonly (readonly Field[])[];

/** The columns that a node works with, behind its title. */
export function nodeSubject(node: PhysicalNode, [input = []]: Inputs): string {
  switch (node.kind) {
    case 'scan':
    case 'values':
    case 'map':
    case 'join':
    case 'asOfJoin':
    case 'lookupJoin':
    case 'temporal':
      return '';
    case 'hop':
      return ` ${windowText(node.window, input[node.window.time])}`;
    case 'aggregate': {
      const calls = callsText(node.aggregates, input);
      const keys = node.keys.length === 0 ? '' : ` by ${columnsText(node.keys, input)}`;
      return `${calls === '' ? '' : ` ${calls}`}${keys}`;
    }
    case 'upsert':
      return ` by ${columnsText(node.keys, node.fields)}`;
    case 'union':
      return '';
    case 'setOperation':
      return node.all ? ' all' : '';
    case 'top':
      return ` ${limitText(node)} ${partitionText(node.partition, node.order, input)}`.trimEnd();
    case 'over': {
      const calls = windowCallsText(node.calls, input);
      return ` ${calls} ${partitionText(node.partition, node.order, input)}`.trimEnd();
    }
    case 'tableFunction':
      return ` ${tableCallsText(node, input)}${node.outer ? ', rows without any kept' : ''}`;
    case 'recursion':
      return node.all ? ' all' : '';
    default:
      return unreachable(node);
  }
}

/** What a node does and keeps, a line each. */
export function nodeDetails(node: PhysicalNode, inputs: Inputs): readonly string[] {
  const [input = []] = inputs;
  switch (node.kind) {
    case 'scan':
      return node.watermark === null
        ? []
        : [`watermark: ${durationText(node.watermark.delayMicros)} behind event time`];
    case 'map': {
      const projections = projectionsText(node.projections, input, node.fields);
      const filter =
        node.predicate === null ? [] : [`filter: ${expressionText(node.predicate, names(input))}`];
      return [...filter, `project: ${projections}`];
    }
    case 'temporal':
      return temporalDetails(node, input);
    case 'aggregate':
      return aggregateDetails(node, input);
    case 'join':
      return joinDetails(node, inputs);
    case 'asOfJoin':
    case 'lookupJoin':
      return timeJoinDetails(node, inputs);
    case 'upsert':
      return ['state: one row per key'];
    case 'setOperation':
      return ['state: the distinct rows of both sides with their counts, kept for good'];
    case 'top':
      return [topState(node)];
    case 'over':
      return ['state: all rows, kept for good'];
    case 'recursion':
      return recursionDetails(node);
    case 'union':
    case 'values':
    case 'hop':
    case 'tableFunction':
      return [];
    default:
      return unreachable(node);
  }
}

/** From when and until when the clock lets rows be there. */
function temporalDetails({ bounds }: TemporalNode, input: readonly Field[]): readonly string[] {
  const texts = bounds.map(({ column, kind, shiftMicros }) => {
    const sign = shiftMicros < 0 ? '-' : '+';
    const shift = shiftMicros === 0 ? '' : ` ${sign} ${durationText(Math.abs(shiftMicros))}`;
    return `${kind} ${input[column]?.name ?? '?'}${shift}`;
  });
  return [
    `there by the clock: ${texts.join(', ')}`,
    'state: the rows whose time to come or to go is not there yet',
  ];
}

/** The step, its working table and the inputs that it takes besides. */
function recursionDetails({ step, imports, working }: RecursionNode): readonly string[] {
  const lines = physicalText(step).split('\n').slice(1);
  const scans = [
    ...working.map((scan) => `#${scan} is the working table`),
    ...imports.map(({ scan }, i) => `#${scan} is input ${i + 2}`),
  ];
  return [`step, where ${scans.join(', ')}:`, ...lines.map((line) => `  ${line}`)];
}

function topState({ inputMode, limit, partition }: TopNode): string {
  if (inputMode === 'updating' || limit === null) return 'state: all rows, kept for good';
  return partition.length === 0
    ? 'state: the first rows'
    : 'state: the first rows of each partition, kept for good';
}

function aggregateDetails(node: AggregateNode, input: readonly Field[]): readonly string[] {
  const emit = `emit: ${node.emit === 'final' ? 'once, when the window closes' : 'every change'}`;
  if (node.window !== null) {
    const window = windowText(node.window, input[node.window.time]);
    return [`window: ${window}`, emit, 'state: the groups of open windows'];
  }
  if (node.windowEndKey !== null) {
    const end = columnsText([node.keys[node.windowEndKey] as number], input);
    const lag = node.windowEndLagMicros ?? 0;
    const when = lag === 0 ? end : `${end} + ${durationText(lag)}`;
    return [emit, `state: the groups of open windows, forgotten at ${when}`];
  }
  return [
    emit,
    node.keys.length === 0 ? 'state: one row' : 'state: one row per group, kept for good',
  ];
}

function joinDetails(node: JoinNode, [left = [], right = []]: Inputs): readonly string[] {
  const keys = node.leftKeys.map(
    (key, i) => `${left[key]?.name} = ${right[node.rightKeys[i] as number]?.name}`,
  );
  const residual =
    node.residual === null
      ? []
      : [`condition: ${expressionText(node.residual, names([...left, ...right]))}`];
  return [
    keys.length === 0 ? 'keys: none, all pairs are looked at' : `keys: ${keys.join(', ')}`,
    ...residual,
    ...joinKind(node),
    `left state: ${forgetText(node.leftForget, left)}`,
    `right state: ${forgetText(node.rightForget, right)}`,
  ];
}

/** What bounds the state of both sides: windows or times that are equal, or times within a range. */
function joinKind({ leftForget, rightForget, leftKeys, rightKeys }: JoinNode): readonly string[] {
  if (leftForget === null || rightForget === null) return [];
  const isEqual = leftKeys.some(
    (key, i) => key === leftForget.column && rightKeys[i] === rightForget.column,
  );
  return [isEqual ? 'kind: equal windows' : 'kind: interval'];
}

/** 'Join', 'LeftJoin', … */
function joinTitle({ outer }: JoinNode): string {
  return outer === undefined ? 'Join' : `${outer.type[0]?.toUpperCase()}${outer.type.slice(1)}Join`;
}

function forgetText(forget: Forget | null, fields: readonly Field[]): string {
  if (forget === null) return 'all rows, kept for good';
  const { column, slackMicros } = forget;
  const sign = slackMicros < 0 ? '-' : '+';
  const slack = slackMicros === 0 ? '' : ` ${sign} ${durationText(Math.abs(slackMicros))}`;
  return `rows until the watermark passes ${fields[column]?.name}${slack}`;
}
