import type { Field } from '../../data/batch.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { NexmarkKind } from './nexmark-config.ts';

const bigint: SqlType = { kind: 'bigint' };
const text: SqlType = { kind: 'text' };
const timestamp: SqlType = { kind: 'timestamp' };

const person: readonly Field[] = [
  required('id', bigint),
  required('name', text),
  required('emailaddress', text),
  required('creditcard', text),
  required('city', text),
  required('state', text),
  required('datetime', timestamp),
  required('extra', text),
];

const auction: readonly Field[] = [
  required('id', bigint),
  required('itemname', text),
  required('description', text),
  required('initialbid', bigint),
  required('reserve', bigint),
  required('datetime', timestamp),
  required('expires', timestamp),
  required('seller', bigint),
  required('category', bigint),
  required('extra', text),
];

const bid: readonly Field[] = [
  required('auction', bigint),
  required('bidder', bigint),
  required('price', bigint),
  required('channel', text),
  required('url', text),
  required('datetime', timestamp),
  required('extra', text),
];

function required(name: string, type: SqlType): Field {
  return { name, type, nullable: false };
}

/** The columns of a nexmark stream; 'all' has `event_type` (0 person, 1 auction, 2 bid) and those of all three. */
export function nexmarkFields(kind: NexmarkKind): readonly Field[] {
  switch (kind) {
    case 'person':
      return person;
    case 'auction':
      return auction;
    case 'bid':
      return bid;
    case 'all':
      return [required('event_type', { kind: 'integer' }), ...unionFields()];
  }
}

/** Each name once, in the order of its first appearance; nullable unless every kind has it. */
function unionFields(): readonly Field[] {
  const kinds = [person, auction, bid];
  const byName = new Map(kinds.flat().map((field) => [field.name, field]));
  return [...byName.values()].map((field) => ({
    ...field,
    nullable: !kinds.every((fields) => fields.some((other) => other.name === field.name)),
  }));
}
