import {
  type DescribedPartition,
  describePartition,
} from '../../log/inspect/describe-partition.ts';
import { findTopic, type KnownTopic, openLogData } from './log-data.ts';
import type { LogWorld } from './log-world.ts';
import { settingLines } from './settings-text.ts';
import { bytesText, textTable, timeText } from './text-table.ts';

/** What `describe` was asked for. */
export type DescribeSettings = {
  readonly data: string;
  readonly topic: string;
  readonly json: boolean;
};

/** `millrace log describe`: all that the files say about a topic. Answers the exit code. */
export async function runDescribe(settings: DescribeSettings, world: LogWorld): Promise<number> {
  const { view } = await openLogData(world, settings.data);
  const topic = await findTopic(view, settings.topic);
  const partitions: DescribedPartition[] = [];
  for (const partition of topic.partitions) {
    partitions.push(await describePartition(view, topic, partition));
  }
  await view.close();
  await world.out(settings.json ? jsonText(topic, partitions) : peopleText(topic, partitions));
  return 0;
}

function jsonText({ id, meta, directory }: KnownTopic, partitions: readonly DescribedPartition[]) {
  const { schema, ...settings } = meta.settings;
  const schemaText = schema.length === 0 ? null : Buffer.from(schema).toString();
  const described = { topic: meta.name, id, directory, settings, schema: schemaText, partitions };
  return `${JSON.stringify(described, null, 2)}\n`;
}

function peopleText(
  { id, meta, directory }: KnownTopic,
  partitions: readonly DescribedPartition[],
): string {
  const settings = [
    ['topic', meta.name],
    ['id', id],
    ['directory', directory],
  ].concat(settingLines(meta.settings).map((line) => [...line]));
  const width = Math.max(...settings.map(([name = '']) => name.length));
  const lines = settings.map(([name = '', value = '']) => `${name.padEnd(width)}  ${value}\n`);
  return [lines.join(''), partitionsText(partitions), ...partitions.map(detailsText)].join('');
}

function partitionsText(partitions: readonly DescribedPartition[]): string {
  const columns = [
    'partition',
    'start',
    'end',
    'stable',
    'bytes',
    'segments',
    'rewritten',
    'marked',
  ].map((title) => ({ title, side: 'right' as const }));
  const rows = partitions.map((one) => [
    String(one.partition),
    String(one.startOffset),
    String(one.endOffset),
    String(one.stableOffset),
    bytesText(one.bytes),
    String(one.segments.length),
    String(one.segments.filter(({ rangeEnd }) => rangeEnd !== null).length),
    one.mark === null ? '-' : String(one.mark.offset),
  ]);
  return `\n${textTable(columns, rows)}`;
}

function detailsText({
  partition,
  producers,
  openTransactions,
  leftovers,
  aside,
}: DescribedPartition): string {
  const lines = [
    ...producers.map(
      ({ producerId, epoch, lastSequence, lastOffset, lastTimestampMs }) =>
        `producer ${producerId} epoch ${epoch}: sequence ${lastSequence}, offset ${lastOffset}, ${timeText(lastTimestampMs)}`,
    ),
    ...openTransactions.map(
      ({ producerId, epoch, firstOffset }) =>
        `open transaction of producer ${producerId} epoch ${epoch}, from offset ${firstOffset}`,
    ),
    ...leftovers.map((name) => `leftover ${name}`),
    ...aside.map((name) => `set aside ${name}`),
  ];
  if (lines.length === 0) return '';
  return `\npartition ${partition}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
