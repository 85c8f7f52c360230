import type { Field } from '../../data/batch.ts';
import type {
  SortKey,
  TableCall,
  WindowBound,
  WindowCall,
  WindowFrame,
} from '../physical/physical-plan.ts';

/** 'price DESC, name NULLS FIRST' */
export function orderText(order: readonly SortKey[], fields: readonly Field[]): string {
  return order
    .map(({ column, descending, nullsFirst }) => {
      const nulls = nullsFirst === descending ? '' : ` NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
      return `${nameOf(column, fields)}${descending ? ' DESC' : ''}${nulls}`;
    })
    .join(', ');
}

/** 'generate_series(low, high), unnest(tags), with ordinality' */
export function tableCallsText(
  { calls, ordinality }: { readonly calls: readonly TableCall[]; readonly ordinality: boolean },
  fields: readonly Field[],
): string {
  const texts = calls.map(({ function: id, arguments: args }) => {
    const columns = args.map((column) => nameOf(column, fields)).join(', ');
    return id === null ? columns : `${id.slice(0, id.indexOf('('))}(${columns})`;
  });
  return [...texts, ...(ordinality ? ['with ordinality'] : [])].join(', ');
}

/** What a partition is, and its order: 'per k order v DESC'. */
export function partitionText(
  partition: readonly number[],
  order: readonly SortKey[],
  fields: readonly Field[],
): string {
  const per = partition.map((column) => nameOf(column, fields)).join(', ');
  const parts = [
    ...(per === '' ? [] : [`per ${per}`]),
    ...(order.length === 0 ? [] : [`order ${orderText(order, fields)}`]),
  ];
  return parts.join(' ');
}

type Top = {
  readonly limit: number | null;
  readonly offset: number;
  readonly withTies: boolean;
};

/** How many rows are kept: '3 with ties, offset 2'. */
export function limitText({ limit, offset, withTies }: Top): string {
  const parts = [
    limit === null ? 'all' : `${limit}${withTies ? ' with ties' : ''}`,
    ...(offset === 0 ? [] : [`offset ${offset}`]),
  ];
  return parts.join(', ');
}

/** Window functions with their frames: 'row_number(), sum(v) rows first to current'. */
export function windowCallsText(calls: readonly WindowCall[], fields: readonly Field[]): string {
  return calls.map((call) => windowCallText(call, fields)).join(', ');
}

function windowCallText(call: WindowCall, fields: readonly Field[]): string {
  if (call.kind === 'ranking') {
    const args = call.arguments.map((column) => nameOf(column, fields)).join(', ');
    const nulls = call.ignoreNulls ? ' ignoring nulls' : '';
    const frame = framed.has(call.function) ? frameText(call.frame) : '';
    return `${call.function}(${args})${nulls}${frame}`;
  }
  const { function: name, argument } = call.call;
  const shown = argument === null ? '*' : nameOf(argument, fields);
  return `${name}(${shown})${frameText(call.frame)}`;
}

const framed: ReadonlySet<string> = new Set(['first_value', 'last_value', 'nth_value']);

function frameText({ unit, start, end, exclude }: WindowFrame): string {
  const without = exclude === null ? '' : ` without ${exclude}`;
  return ` ${unit} ${boundText(start)} to ${boundText(end)}${without}`;
}

function boundText(bound: WindowBound): string {
  switch (bound.kind) {
    case 'distance':
      return bound.distance < 0 ? `${-bound.distance} before` : `${bound.distance} after`;
    case 'value':
      return 'bound';
    default:
      return bound.kind;
  }
}

function nameOf(column: number, fields: readonly Field[]): string {
  return fields[column]?.name ?? '?';
}
