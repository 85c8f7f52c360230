import type { Field } from '../../src/data/batch.ts';
import type { SqlType } from '../../src/data/sql-type.ts';
import type {
  AggregateCall,
  AggregateFunctionName,
  AggregateNode,
  PhysicalNode,
  PhysicalPlan,
  ScanNode,
} from '../../src/planner/physical/physical-plan.ts';
import { fieldsOf } from './build-batch.ts';

/** A scan of columns of the types. */
export function scanOf(types: readonly SqlType[], relation = 's'): ScanNode {
  const columns = [...types.keys()];
  const fields = fieldsOf(types);
  return { kind: 'scan', relation, relationName: relation, columns, watermark: null, fields };
}

/** A plan whose root is the last node. */
export function planOf(
  nodes: readonly PhysicalNode[],
  parts: Partial<PhysicalPlan['output']> = {},
): PhysicalPlan {
  const fields = nodes.at(-1)?.fields ?? [];
  const output = {
    fields,
    key: null,
    mode: 'updating',
    emit: 'changes',
    order: [],
    limit: null,
    offset: 0,
    ...parts,
  } as const;
  return { nodes, root: nodes.length - 1, output };
}

/** A call of an aggregate with the result type that PostgreSQL gives it. */
export function aggregateCall(
  name: AggregateFunctionName,
  argument: number | null,
  argumentType: SqlType | null,
): AggregateCall {
  return { function: name, argument, argumentType, type: resultType(name, argumentType) };
}

function resultType(name: AggregateFunctionName, argument: SqlType | null): SqlType {
  if (name === 'count' || argument === null) return { kind: 'bigint' };
  if (name === 'min' || name === 'max') return argument;
  const isDouble = argument.kind === 'double' || argument.kind === 'real';
  if (name === 'avg') {
    return isDouble ? { kind: 'double' } : { kind: 'numeric', precision: null, scale: null };
  }
  if (argument.kind === 'integer' || argument.kind === 'smallint') return { kind: 'bigint' };
  if (argument.kind === 'bigint') return { kind: 'numeric', precision: null, scale: null };
  if (argument.kind === 'numeric' && argument.scale !== null) return { ...argument, precision: 38 };
  return argument;
}

const timestamp: SqlType = { kind: 'timestamp' };

/** An aggregate over a node, its output fields worked out. */
export function aggregateNode(
  input: number,
  inputFields: readonly Field[],
  parts: Pick<AggregateNode, 'keys' | 'aggregates'> & Partial<AggregateNode>,
): AggregateNode {
  const { keys, aggregates, window = null } = parts;
  const types = [
    ...keys.map((key) => (inputFields[key] as Field).type),
    ...(window === null ? [] : [timestamp, timestamp]),
    ...aggregates.map(({ type }) => type),
  ];
  return {
    kind: 'aggregate',
    input,
    window,
    windowEndKey: null,
    emit: 'changes',
    inputMode: 'append',
    fields: fieldsOf(types),
    ...parts,
  };
}
