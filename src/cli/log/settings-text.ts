import { typeName } from '../../data/sql-type.ts';
import type { TopicSettings } from '../../log/api.ts';
import { schemaOf } from './decode-rows.ts';
import { bytesText, durationText } from './text-table.ts';

/** What a topic holds, by its schema: records, or the columns of the engine's rows. */
export function contentText(schema: Uint8Array): string {
  if (schema.length === 0) return 'records';
  const columns = schemaOf(schema);
  if (columns === null) return 'rows of a form of their own';
  return columns.fields.map(({ name, type }) => `${name} ${typeName(type)}`).join(', ');
}

/** The settings of a topic, a name and a text each. */
export function settingLines(settings: TopicSettings): readonly (readonly [string, string])[] {
  const { compaction } = settings;
  return [
    ['partitions', String(settings.partitions)],
    ['durability', settings.durability],
    ['content', contentText(settings.schema)],
    ['retention time', orText(settings.retentionMs, durationText, 'for ever')],
    ['retention bytes', orText(settings.retentionBytes, bytesText, 'unlimited')],
    ['segment bytes', bytesText(settings.segmentBytesMax)],
    ['segment age', orText(settings.segmentAgeMsMax, durationText, 'unlimited')],
    ['batch bytes', bytesText(settings.batchBytesMax)],
    ['compression', settings.compression],
    [
      'compaction',
      compaction === null
        ? 'none'
        : `last row per key; age ${durationText(compaction.minAgeMs)}, tombstones ` +
          `${durationText(compaction.tombstoneMs)}, dirty ratio ${compaction.dirtyRatioMin}`,
    ],
  ];
}

function orText(value: number | null, text: (value: number) => string, none: string): string {
  return value === null ? none : text(value);
}
