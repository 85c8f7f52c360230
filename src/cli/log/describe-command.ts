import {
  type DescribedPartition,
  describePartition,
} from '../../log/inspect/describe-partition.ts';
import { type GroupPosition, readGroupOffsets } from '../../log/inspect/group-offsets.ts';
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
  const positions = await readGroupOffsets(view, topic.meta.name);
  await view.close();
  const groups = positions.map((position) => ({ ...position, lag: lagOf(position, partitions) }));
  const described = { topic, partitions, groups };
  await world.out(settings.json ? jsonText(described) : peopleText(described));
  return 0;
}

type DescribedGroup = GroupPosition & { readonly lag: number };

type Described = {
  readonly topic: KnownTopic;
  readonly partitions: readonly DescribedPartition[];
  readonly groups: readonly DescribedGroup[];
};

/** Offsets that a group has not read, up to where it could. */
function lagOf(
  { partition, offset }: GroupPosition,
  partitions: readonly DescribedPartition[],
): number {
  const found = partitions.find((one) => one.partition === partition);
  return Math.max(0, (found?.stableOffset ?? offset) - offset);
}

function jsonText({ topic: { id, meta, directory }, partitions, groups }: Described): string {
  const { schema, ...settings } = meta.settings;
  const schemaText = schema.length === 0 ? null : Buffer.from(schema).toString();
  const place = { topic: meta.name, id, directory };
  const described = { ...place, settings, schema: schemaText, partitions, groups };
  return `${JSON.stringify(described, null, 2)}\n`;
}

function peopleText({ topic: { id, meta, directory }, partitions, groups }: Described): string {
  const settings: (readonly [string, string])[] = [
    ['topic', meta.name],
    ['id', id],
    ['directory', directory],
    ...settingLines(meta.settings),
  ];
  const width = Math.max(...settings.map(([name]) => name.length));
  const lines = settings.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`);
  const details = partitions.map(detailsText);
  return [...lines, partitionsText(partitions), ...details, groupsText(groups)].join('');
}

function groupsText(groups: readonly DescribedGroup[]): string {
  if (groups.length === 0) return '';
  const columns = [
    { title: 'group', side: 'left' },
    { title: 'partition', side: 'right' },
    { title: 'offset', side: 'right' },
    { title: 'lag', side: 'right' },
  ] as const;
  const rows = groups.map(({ group, partition, offset, lag }) => [
    group,
    String(partition),
    String(offset),
    String(lag),
  ]);
  return `\n${textTable(columns, rows)}`;
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
