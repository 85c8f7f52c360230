import type { RelationDefinition } from '../catalog/definition.ts';
import { shownName } from '../catalog/object-names.ts';
import type { RelationSummary } from './api.ts';
import type { EngineContext } from './engine-context.ts';
import { objectOid } from './system/numbers.ts';

/** A relation as lists show it. */
export function summaryOf(context: EngineContext, definition: RelationDefinition): RelationSummary {
  const { relations } = context;
  const { id, kind, fields, sql } = definition;
  const store = relations.store(id);
  const entry = relations.query(id);
  const query = entry?.query ?? null;
  const watermark = query?.watermarkMicros ?? Number.NEGATIVE_INFINITY;
  const isCatchingUp = entry !== null && !entry.isLive;
  return {
    oid: objectOid(id),
    name: shownName(definition),
    kind,
    schema: { fields },
    key: keyOf(context, definition),
    rows: kind === 'stream' ? (store?.rows ?? 0) : (query?.result?.rows() ?? 0),
    sql,
    connector: definition.kind === 'stream' ? definition.connector : null,
    status: statusOf(context, id),
    progress: isCatchingUp ? (query?.progress ?? 0) : null,
    watermarkMicros: Number.isFinite(watermark) ? watermark : null,
  };
}

/** The columns that identify a row; null where none are known. */
export function keyOf(
  { relations }: EngineContext,
  definition: RelationDefinition,
): readonly number[] | null {
  if (definition.kind === 'table') {
    return definition.primaryKey.length > 0 ? definition.primaryKey : null;
  }
  if (definition.kind !== 'materialized view') return null;
  return relations.query(definition.id)?.query?.plan.output.key ?? definition.key;
}

/** What runs behind a relation and how it is doing; null where nothing runs. */
export function statusOf({ relations }: EngineContext, id: string): RelationSummary['status'] {
  const source = relations.source(id);
  if (source !== null) {
    if (source.error !== null) return 'failed';
    return relations.store(id)?.ended === true ? 'finished' : 'running';
  }
  const definition = relations.store(id)?.definition;
  if (definition?.kind === 'stream' && definition.connector !== null) return 'failed';
  const entry = relations.query(id);
  if (entry === null) return null;
  if (entry.error !== null || (entry.query?.error ?? null) !== null) return 'failed';
  if (!entry.isLive) return 'catching up';
  return entry.query?.isFinished === true ? 'finished' : 'running';
}
