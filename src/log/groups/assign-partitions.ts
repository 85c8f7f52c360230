import type { TopicPartition } from '../api.ts';

/** A member, and the topics that it wants to read. */
export type Subscriber = { readonly memberId: string; readonly topics: readonly string[] };

/** Which member has which partitions. */
export type Assignment = ReadonlyMap<string, readonly TopicPartition[]>;

/**
 * Gives each partition of each topic to one of its subscribers, so that their numbers differ by one at
 * most per topic; each keeps what it had as far as that allows, the rest is given in order.
 */
export function assignPartitions(
  subscribers: readonly Subscriber[],
  partitionsOf: (topic: string) => number,
  before: Assignment,
): Assignment {
  const assignment = new Map<string, TopicPartition[]>();
  for (const { memberId } of subscribers) assignment.set(memberId, []);
  const topics = new Set(subscribers.flatMap((subscriber) => subscriber.topics));
  for (const topic of topics) {
    const members = subscribers.filter((subscriber) => subscriber.topics.includes(topic));
    const owners = ownersOf(topic, members, partitionsOf(topic), before);
    owners.forEach((owner, partition) => {
      assignment.get(owner)?.push({ topic, partition });
    });
  }
  return assignment;
}

/** The owner of each partition of a topic. */
function ownersOf(
  topic: string,
  members: readonly Subscriber[],
  partitions: number,
  before: Assignment,
): readonly string[] {
  const owners = new Array<string | null>(partitions).fill(null);
  const held = members.map(({ memberId }) => ({
    memberId,
    partitions: (before.get(memberId) ?? [])
      .filter((of) => of.topic === topic && of.partition < partitions)
      .map((of) => of.partition),
  }));
  // Who holds most keeps the partition that cannot be divided.
  const byHolding = held.toSorted((a, b) => b.partitions.length - a.partitions.length);
  const share = Math.floor(partitions / members.length);
  const missing = new Map<string, number>();
  byHolding.forEach(({ memberId, partitions: kept }, index) => {
    const quota = share + (index < partitions % members.length ? 1 : 0);
    const keeps = kept.filter((partition) => owners[partition] === null).slice(0, quota);
    for (const partition of keeps) owners[partition] = memberId;
    missing.set(memberId, quota - keeps.length);
  });
  return filled(owners, members, missing);
}

function filled(
  owners: readonly (string | null)[],
  members: readonly Subscriber[],
  missing: Map<string, number>,
): readonly string[] {
  let at = 0;
  return owners.map((owner) => {
    if (owner !== null) return owner;
    while ((missing.get(members[at]?.memberId ?? '') ?? 0) === 0) at += 1;
    const { memberId } = members[at] as Subscriber;
    missing.set(memberId, (missing.get(memberId) as number) - 1);
    return memberId;
  });
}
