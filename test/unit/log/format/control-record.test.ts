import { describe, expect, it } from 'vitest';
import {
  decodeControlRecord,
  encodeControlRecord,
} from '../../../../src/log/format/control-record.ts';
import { RecordBatchBuilder } from '../../../../src/log/format/record-batch-builder.ts';
import { RecordReader } from '../../../../src/log/format/record-reader.ts';

describe('control records', () => {
  it.each(['commit', 'abort'] as const)('say %s', (outcome) => {
    expect(decodeControlRecord(encodeControlRecord(outcome, 5000))).toBe(outcome);
  });

  it('have the bytes of Kafka: version and type, version and epoch of the coordinator', () => {
    const reader = new RecordReader(encodeControlRecord('commit', 5000), 1);
    expect(reader.next()).toBe(true);
    expect([...(reader.key() ?? [])]).toEqual([0, 0, 0, 1]);
    expect([...(reader.value() ?? [])]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(reader.timestampDelta).toBe(0);
  });

  it('of another type end no transaction', () => {
    const builder = new RecordBatchBuilder(0);
    const key = new Uint8Array([0, 0, 0, 2]);
    builder.add({ key, value: null, headers: [], timestampMs: 0 });
    expect(decodeControlRecord(builder.body())).toBeNull();
  });

  it('refuse what is damaged', () => {
    expect(() => decodeControlRecord(new Uint8Array(3))).toThrow('damaged');
  });
});
