import type { NodeFacts } from '../physical/node-facts.ts';
import { inputsOf } from '../physical/node-inputs.ts';
import type { PhysicalNode, PhysicalPlan, SortKey } from '../physical/physical-plan.ts';
import { distributionText } from './facts-text.ts';
import { type ColumnJson, columnsJson, namesOf, type TimeJson } from './logical-json.ts';
import { nodeDetails, nodeSubject, nodeTitle } from './physical-text.ts';
import type { NodeActuals, RunReport } from './run-report.ts';

/** A physical plan as EXPLAIN (FORMAT JSON) gives it: inputs before users, as the runtime has it. */
export type PhysicalJson = {
  readonly result: {
    readonly mode: 'append' | 'updating';
    readonly key: readonly string[] | null;
    readonly emit: 'changes' | 'final';
    readonly order: readonly OrderJson[];
    readonly limit: number | null;
    readonly offset: number;
  };
  /** What EXPLAIN ANALYZE knows of the run as a whole. */
  readonly run?: Readonly<Record<string, string | number>>;
  readonly root: number;
  readonly nodes: readonly NodeJson[];
};

type OrderJson = {
  readonly column: string;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
};

/** One operator. */
export type NodeJson = {
  readonly id: number;
  readonly node: PhysicalNode['kind'];
  readonly title: string;
  /** What it does, a line each, as in the text. */
  readonly details: readonly string[];
  /** What it keeps, and until when; null for what keeps nothing. */
  readonly state: string | null;
  readonly inputs: readonly number[];
  readonly columns: readonly ColumnJson[];
  readonly mode: 'append' | 'updating' | null;
  readonly key: readonly string[] | null;
  readonly distribution: string | null;
  readonly times: readonly TimeJson[];
  readonly rows: number | null;
  /** What it has done and holds; left out where nothing has run. */
  readonly actual?: NodeActuals;
};

/** A physical plan for JSON. */
export function physicalJson(
  plan: PhysicalPlan,
  facts: readonly (NodeFacts | null)[],
  report: RunReport | null = null,
): PhysicalJson {
  const { output } = plan;
  const { fields, key, mode, emit, limit, offset } = output;
  const order = output.order.map(({ column, descending, nullsFirst }: SortKey) => ({
    column: fields[column]?.name ?? '?',
    descending,
    nullsFirst,
  }));
  const named = key === null ? null : namesOf(key, fields);
  const known = report === null ? [] : report.facts.map(({ key, value }) => [key, value] as const);
  return {
    result: { mode, key: named, emit, order, limit, offset },
    ...(report === null ? {} : { run: Object.fromEntries(known) }),
    root: plan.root,
    nodes: plan.nodes.map((node, id) => {
      const actual = report?.nodes[id];
      const json = nodeJson(plan, node, id, facts[id] ?? null);
      return actual === undefined ? json : { ...json, actual };
    }),
  };
}

function nodeJson(
  plan: PhysicalPlan,
  node: PhysicalNode,
  id: number,
  facts: NodeFacts | null,
): NodeJson {
  const inputs = inputsOf(node);
  const inputFields = inputs.map((input) => plan.nodes[input]?.fields ?? []);
  const lines = nodeDetails(node, inputFields);
  const isState = (line: string): boolean => /^(left |right )?state: /.test(line);
  const state = lines.filter(isState);
  const { fields } = node;
  return {
    id,
    node: node.kind,
    title: `${nodeTitle(node)}${nodeSubject(node, inputFields)}`,
    details: lines.filter((line) => !isState(line)),
    state: state.length === 0 ? null : state.map((line) => line.replace(/^state: /, '')).join('; '),
    inputs,
    columns: columnsJson(fields),
    mode: facts?.mode ?? null,
    key: facts === null || facts.key === null ? null : namesOf(facts.key, fields),
    distribution: facts === null ? null : distributionText(facts.distribution, fields),
    times: (facts?.times ?? []).map(({ column, lagMicros }) => ({
      column: fields[column]?.name ?? '?',
      lagMicros,
    })),
    rows: facts === null ? null : Math.round(facts.rows),
  };
}
