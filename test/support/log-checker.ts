/**
 * Looks for what a log must never do, in the history of a run: after the ideas of Jepsen's checker for
 * Kafka (jepsen.tests.kafka). Values are unique over the run.
 */
export type LogHistory = {
  readonly sent: readonly Sent[];
  readonly transactions: readonly SentTransaction[];
  /** What readers of committed rows have seen, in the order in which each saw it. */
  readonly reads: readonly ReadRow[];
  /** Values below the stable offsets of all partitions, taken in one moment. */
  readonly snapshots: readonly ReadonlySet<number>[];
  /** Everything a reader of committed rows finds at the end. */
  readonly final: readonly ReadRow[];
  /** What the groups that transactions have moved had committed at the end; each was moved by one after the other. */
  readonly offsets?: ReadonlyMap<string, number>;
};

/** A value that a producer has sent; `unknown`: nobody told it what became of it. */
export type Sent = {
  readonly producer: string;
  readonly partition: string;
  readonly value: number;
  readonly transaction: string | null;
  readonly outcome: 'acknowledged' | 'refused' | 'unknown';
  /** Where it was said to be; null unless acknowledged. */
  readonly offset: number | null;
};

export type SentTransaction = {
  readonly id: string;
  readonly outcome: 'committed' | 'aborted' | 'unknown';
  /** Where it has moved a group to, with its rows or not at all. */
  readonly moved?: { readonly group: string; readonly offset: number };
};

export type ReadRow = {
  readonly reader: string;
  readonly partition: string;
  readonly offset: number;
  readonly value: number;
};

/** Something that must not be: what kind, and of which values. */
export type Anomaly = {
  readonly kind:
    | 'lost'
    | 'duplicated'
    | 'reordered'
    | 'aborted read'
    | 'torn transaction'
    | 'phantom'
    | 'inconsistent offset'
    | 'offset went back';
  readonly of: string;
};

/** All anomalies of a history; none when the log has kept its promises. */
export function anomaliesOf(history: LogHistory): readonly Anomaly[] {
  return [
    ...lost(history),
    ...duplicated(history),
    ...reordered(history),
    ...abortedReads(history),
    ...tornTransactions(history),
    ...phantoms(history),
    ...inconsistentOffsets(history),
    ...offsetsThatWentBack(history),
    ...groupsAstray(history),
  ];
}

function lost({ sent, transactions, reads, final }: LogHistory): Anomaly[] {
  const found = new Set(final.map(({ value }) => value));
  const outcomes = new Map(transactions.map(({ id, outcome }) => [id, outcome]));
  const mustBe = sent.filter(
    ({ outcome, transaction }) =>
      outcome === 'acknowledged' &&
      (transaction === null || outcomes.get(transaction) === 'committed'),
  );
  // What a reader has seen was committed, and must stay.
  return [...mustBe, ...reads]
    .filter(({ value }) => !found.has(value))
    .map(({ value, partition }) => ({ kind: 'lost', of: `${value} of ${partition}` }));
}

function duplicated({ final }: LogHistory): Anomaly[] {
  const seen = new Set<number>();
  return final.flatMap(({ value, partition, offset }): Anomaly[] => {
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [{ kind: 'duplicated', of: `${value} at ${partition}:${offset}` }];
  });
}

/** What one producer has sent to a partition lies there in the order in which it was sent. */
function reordered({ sent, final }: LogHistory): Anomaly[] {
  const offsets = new Map(final.map((row) => [row.value, row.offset]));
  const last = new Map<string, number>();
  return sent.flatMap(({ producer, partition, value }): Anomaly[] => {
    const offset = offsets.get(value);
    if (offset === undefined) return [];
    const lane = `${producer} ${partition}`;
    const before = last.get(lane) ?? -1;
    last.set(lane, Math.max(before, offset));
    return offset > before ? [] : [{ kind: 'reordered', of: `${value} of ${lane}` }];
  });
}

function abortedReads({ sent, transactions, reads, final }: LogHistory): Anomaly[] {
  const aborted = new Set(
    transactions.filter(({ outcome }) => outcome === 'aborted').map(({ id }) => id),
  );
  const never = new Set(
    sent
      .filter(
        ({ transaction, outcome }) =>
          outcome === 'refused' || (transaction !== null && aborted.has(transaction)),
      )
      .map(({ value }) => value),
  );
  return [...reads, ...final]
    .filter(({ value }) => never.has(value))
    .map(({ value, reader }) => ({ kind: 'aborted read', of: `${value} by ${reader}` }));
}

/** Of a transaction everything is seen, or nothing: at every moment, and in the end. */
function tornTransactions({ sent, snapshots, final }: LogHistory): Anomaly[] {
  const parts = new Map<string, number[]>();
  for (const { transaction, value, outcome } of sent) {
    if (transaction === null || outcome === 'refused') continue;
    parts.set(transaction, [...(parts.get(transaction) ?? []), value]);
  }
  const moments = [...snapshots, new Set(final.map(({ value }) => value))];
  return [...parts].flatMap(([id, values]): Anomaly[] => {
    const isTorn = moments.some((seen) => {
      const count = values.filter((value) => seen.has(value)).length;
      return count > 0 && count < values.length;
    });
    return isTorn ? [{ kind: 'torn transaction', of: id }] : [];
  });
}

function phantoms({ sent, reads, final }: LogHistory): Anomaly[] {
  const known = new Map(sent.map(({ value, partition }) => [value, partition]));
  return [...reads, ...final]
    .filter(({ value, partition }) => known.get(value) !== partition)
    .map(({ value, partition }) => ({ kind: 'phantom', of: `${value} in ${partition}` }));
}

/** An offset has one value, whoever tells of it and whenever. */
function inconsistentOffsets({ sent, reads, final }: LogHistory): Anomaly[] {
  const values = new Map<string, number>();
  const told = sent.flatMap(({ partition, offset, value }) =>
    offset === null ? [] : [{ partition, offset, value }],
  );
  return [...told, ...reads, ...final].flatMap(({ partition, offset, value }): Anomaly[] => {
    const place = `${partition}:${offset}`;
    const other = values.get(place) ?? value;
    values.set(place, other);
    return other === value
      ? []
      : [{ kind: 'inconsistent offset', of: `${place} is ${other} and ${value}` }];
  });
}

function offsetsThatWentBack({ reads }: LogHistory): Anomaly[] {
  const last = new Map<string, number>();
  return reads.flatMap(({ reader, partition, offset }): Anomaly[] => {
    const lane = `${reader} ${partition}`;
    const before = last.get(lane) ?? -1;
    last.set(lane, offset);
    return offset > before ? [] : [{ kind: 'offset went back', of: `${lane}:${offset}` }];
  });
}

/** A group stands where the last transaction has moved it whose rows are there. */
function groupsAstray({ transactions, sent, final, offsets }: LogHistory): Anomaly[] {
  const found = new Set(final.map(({ value }) => value));
  const seen = new Set(
    sent.filter(({ value }) => found.has(value)).map(({ transaction }) => transaction),
  );
  const due = new Map<string, number>();
  for (const { id, moved } of transactions) {
    if (moved !== undefined && seen.has(id)) due.set(moved.group, moved.offset);
  }
  return [...due]
    .filter(([group, offset]) => offsets !== undefined && offsets.get(group) !== offset)
    .map(([group, offset]) => ({
      kind: 'torn transaction',
      of: `group ${group} is at ${offsets?.get(group)}, not at ${offset}`,
    }));
}
