import type { ListedTopic } from '../../log/inspect/list-topics.ts';
import { summarize, type TopicSummary } from '../../log/inspect/summarize.ts';
import { openLogData } from './log-data.ts';
import type { LogWorld } from './log-world.ts';
import { contentText } from './settings-text.ts';
import { bytesText, textTable, timeText } from './text-table.ts';

/** What `topics` was asked for. */
export type TopicsSettings = {
  readonly data: string;
  readonly json: boolean;
  /** Whether the log's and the engine's own topics are shown too. */
  readonly all: boolean;
};

/** `millrace log topics`: one line per topic. Answers the exit code. */
export async function runTopics(settings: TopicsSettings, world: LogWorld): Promise<number> {
  const { view } = await openLogData(world, settings.data);
  const topics = (await view.topics()).filter((topic) => settings.all || !isInternal(topic));
  const rows: (readonly [ListedTopic, TopicSummary])[] = [];
  for (const topic of topics) rows.push([topic, await summarize(view, topic)]);
  await world.out(settings.json ? jsonText(rows) : tableText(rows));
  return 0;
}

function isInternal({ meta }: ListedTopic): boolean {
  return meta?.name.startsWith('__') === true;
}

type Rows = readonly (readonly [ListedTopic, TopicSummary])[];

function tableText(rows: Rows): string {
  const columns = [
    { title: 'topic', side: 'left' },
    { title: 'id', side: 'right' },
    { title: 'partitions', side: 'right' },
    { title: 'durability', side: 'left' },
    { title: 'offsets', side: 'right' },
    { title: 'bytes', side: 'right' },
    { title: 'segments', side: 'right' },
    { title: 'newest', side: 'left' },
    { title: 'content', side: 'left' },
  ] as const;
  const lines = rows.map(([{ id, meta, partitions }, summary]) => [
    meta?.name ?? '(damaged)',
    id,
    String(partitions.length),
    meta?.settings.durability ?? '-',
    String(summary.offsets),
    bytesText(summary.bytes),
    String(summary.segments),
    timeText(summary.newestMs),
    meta === null ? '-' : contentText(meta.settings.schema),
  ]);
  return textTable(columns, lines);
}

function jsonText(rows: Rows): string {
  const topics = rows.map(([{ id, meta, partitions }, { offsets, bytes, segments, newestMs }]) => ({
    topic: meta?.name ?? null,
    id,
    damaged: meta === null,
    partitions: partitions.length,
    durability: meta?.settings.durability ?? null,
    offsets,
    bytes,
    segments,
    newest: Number.isFinite(newestMs) ? newestMs : null,
    content: meta === null ? null : contentText(meta.settings.schema),
  }));
  return `${JSON.stringify(topics, null, 2)}\n`;
}
