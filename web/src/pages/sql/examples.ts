import type { Column, ObjectInfo } from '../../../../src/protocol/messages.ts';
import { liveQuery } from '../../catalog/live-query.ts';
import { quoted } from '../../editor/completions.ts';

/** A query to begin with. */
export type Example = { readonly title: string; readonly sql: string };

const examplesMax = 8;

/** The first statements of someone whose server is empty: a stream that fills itself, and a look at it. */
export const firstStream = `-- A stream that makes its own events: an auction house
CREATE STREAM bids WITH (
  connector = 'nexmark', kind = 'bid', rate = 200, speed = 'real'
);

-- Watch it: how many bids, and the highest, in every ten seconds
SELECT window_start, count(*) AS bids, max(price) AS highest
FROM TUMBLE(bids, datetime, INTERVAL '10 seconds')
GROUP BY window_start
EMIT CHANGES;
`;

/** Queries that work on what this server has: its views live, its streams by time and by group. */
export function examplesFor(objects: readonly ObjectInfo[]): readonly Example[] {
  const views = objects.filter(({ kind }) => kind === 'materialized view').slice(0, 3);
  const streams = objects.filter(({ kind }) => kind === 'stream').slice(0, 3);
  const all = [
    ...views.map((view) => ({ title: `Watch ${view.name}`, sql: liveQuery(view) })),
    ...streams.flatMap((stream) => [...windowed(stream), ...grouped(stream)]),
    ...streams.slice(0, 1).map(oneShot),
  ];
  return all.slice(0, examplesMax);
}

function windowed(stream: ObjectInfo): readonly Example[] {
  const time = timeColumn(stream);
  if (time === undefined) return [];
  const group = groupColumn(stream);
  const groupName = group === undefined ? '' : `, ${quoted(group.name)}`;
  const sql = `SELECT window_start${groupName}, count(*) AS n${totalOf(stream)}
FROM TUMBLE(${quoted(stream.name)}, ${quoted(time)}, INTERVAL '10 seconds')
GROUP BY window_start${groupName}
EMIT CHANGES`;
  const by = group === undefined ? '' : ` by ${group.name}`;
  return [{ title: `${stream.name} every ten seconds${by}`, sql }];
}

function grouped(stream: ObjectInfo): readonly Example[] {
  const group = groupColumn(stream);
  if (group === undefined) return [];
  const sql = `SELECT ${quoted(group.name)}, count(*) AS n${totalOf(stream)}
FROM ${quoted(stream.name)}
GROUP BY ${quoted(group.name)}
EMIT CHANGES`;
  return [{ title: `${stream.name} by ${group.name}, since the beginning`, sql }];
}

function oneShot({ name }: ObjectInfo): Example {
  const sql = `SELECT count(*) AS ${quoted(`${name}_so_far`)} FROM ${quoted(name)}`;
  return { title: `Count ${name} once`, sql };
}

function totalOf(stream: ObjectInfo): string {
  const measure = stream.columns.find(
    ({ name, type }) => measures.test(name) && /numeric|double|real|integer|bigint/.test(type),
  );
  return measure === undefined ? '' : `, sum(${quoted(measure.name)}) AS total`;
}

const measures = /amount|price|total|value|bytes|duration|quantity/;

/** The column of the watermark, else the first timestamp. */
function timeColumn({ columns, sql }: ObjectInfo): string | undefined {
  const named = /watermark\s+for\s+"?([\w]+)"?/i.exec(sql)?.[1];
  const found = columns.find(({ name }) => name === named);
  return (found ?? columns.find(({ type }) => type.startsWith('timestamp')))?.name;
}

/** A text column that looks as if few values came back often. */
function groupColumn({ columns }: ObjectInfo): Column | undefined {
  const texts = columns.filter(({ type }) => /^(text|character varying)/.test(type));
  const few = /country|status|method|page|category|channel|region|city|type|currency|state/;
  return texts.find(({ name }) => few.test(name));
}
