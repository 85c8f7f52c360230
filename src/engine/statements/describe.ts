import type { RelationDefinition, SystemRelation } from '../../catalog/definition.ts';
import type { Datum } from '../../data/sql-type.ts';
import { typeName } from '../../data/sql-type.ts';
import { formatTimestamp } from '../../data/text-output.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { answer } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { keyOf, statusOf } from '../relation-summary.ts';
import type { RunningQuery } from '../running-query.ts';
import { undefinedRelation } from './undefined-relation.ts';

/** DESCRIBE: the columns of a relation; EXTENDED: also how it was made and how it is doing. */
export function describe(
  context: EngineContext,
  { name, extended }: Extract<StatementNode, { kind: 'describe' }>,
): StatementOutcome {
  const { reader } = context.catalog;
  const system = reader.system?.(name.parts) ?? null;
  if (system !== null) return describeSystem(system);
  const definition = reader.find(name.parts);
  if (definition === null) throw undefinedRelation(context.catalog, name);
  const key = keyOf(context, definition) ?? [];
  const rows = definition.fields.map((field, index): Datum[] => [
    field.name,
    typeName(field.type),
    field.nullable,
    extra(definition, index, key),
  ]);
  if (extended) rows.push(...facts(context, definition));
  return answer('DESCRIBE', columns, rows);
}

const columns = ['column', 'type', ['nullable', { kind: 'boolean' }], 'extra'] as const;

function describeSystem({ fields, starred }: SystemRelation): StatementOutcome {
  const rows = fields
    .slice(0, starred)
    .map(({ name, type, nullable }): Datum[] => [name, typeName(type), nullable, null]);
  return answer('DESCRIBE', columns, rows);
}

function extra(
  definition: RelationDefinition,
  index: number,
  key: readonly number[],
): string | null {
  const words: string[] = [];
  if (definition.kind === 'table' && key.includes(index)) words.push('primary key');
  if (definition.kind === 'materialized view') {
    if (key.includes(index)) words.push('key');
    if (definition.times?.some(({ column }) => column === index)) words.push('event time');
  }
  if (definition.kind === 'stream') {
    const { watermark, partitionBy } = definition;
    if (watermark?.column === index) {
      words.push(`event time, watermark ${watermark.delayMicros / 1e6} s behind`);
    }
    if (partitionBy.includes(index)) words.push('partition key');
  }
  return words.length === 0 ? null : words.join(', ');
}

/** Facts about the relation as further rows: their name in the first column, the value in the last. */
function facts(context: EngineContext, definition: RelationDefinition): Datum[][] {
  const { relations } = context;
  const store = relations.store(definition.id);
  const entry = relations.query(definition.id);
  const query = entry?.query ?? null;
  const said: [string, string | number | null][] = [
    ['# kind', definition.kind],
    ['# made by', definition.sql],
    ['# status', statusOf(context, definition.id)],
    ['# rows in the log', store?.rows ?? null],
    ['# bytes in the log', store?.bytes ?? null],
    ['# partitions', store?.topic.partitions.length ?? null],
    ['# rows', query?.result?.rows() ?? null],
    ['# state bytes', query?.stateBytes ?? null],
    ['# late rows', query?.lateRows ?? null],
    ['# failed rows', query === null ? null : failedRows(query)],
    ['# watermark', query === null ? null : watermarkText(query.watermarkMicros)],
    ['# waiting for', query?.waitingFor() ?? null],
    ['# read by', context.catalog.dependents(definition.id).join(', ')],
  ];
  return said
    .filter(([, value]) => value !== null && value !== '')
    .map(([label, value]) => [label, null, null, String(value)]);
}

function failedRows({ failures, failureReasons }: RunningQuery): string | null {
  const parts = [...failures].filter(([, rows]) => rows !== 0);
  if (parts.length === 0) return null;
  return parts
    .map(([code, rows]) => {
      const reason = failureReasons.get(code);
      return `${rows} with ${code}${reason === undefined ? '' : ` (the first: ${reason.message})`}`;
    })
    .join(', ');
}

function watermarkText(micros: number): string | null {
  if (micros === Number.POSITIVE_INFINITY) return 'the input has ended';
  return Number.isFinite(micros) ? formatTimestamp(BigInt(Math.trunc(micros))) : null;
}
