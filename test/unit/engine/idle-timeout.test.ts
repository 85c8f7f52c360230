import { expect, test } from 'vitest';
import type { StreamDefinition } from '../../../src/catalog/definition.ts';
import { checkIdleTimeout, idleTimeoutMicros } from '../../../src/engine/idle-timeout.ts';

const stream: StreamDefinition = {
  kind: 'stream',
  id: 's',
  name: 's',
  fields: [],
  sql: '',
  watermark: null,
  partitions: 2,
  partitionBy: [],
  defaults: [],
  options: {},
  connector: null,
};

test.each([
  [undefined, 5_000_000],
  ['1 minute', 60_000_000],
  ['250 ms', 250_000],
  [0, Infinity],
  ['0', Infinity],
])('%s', (value, micros) => {
  const options = value === undefined ? {} : { idle_timeout: value };
  expect(idleTimeoutMicros({ ...stream, options })).toBe(micros);
});

test.each(['soon', '-1 s', true, 5])('%s is refused', (value) => {
  const position = { line: 1, column: 1, length: 1 };
  expect(() => checkIdleTimeout([{ key: 'idle_timeout', value, position }])).toThrow(
    `invalid value for option "idle_timeout": ${JSON.stringify(value)}`,
  );
});
