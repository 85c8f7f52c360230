import { beforeEach, describe, expect, test } from 'vitest';
import { SqlError } from '../../../../../src/common/sql-error.ts';
import {
  batchOf,
  FakeEngine,
  fakeFields,
  manyRows,
  selected,
} from '../../../../support/fake-engine.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';
import {
  errorOf,
  int16,
  message,
  say,
  tagsOf,
  types,
  valuesOf,
  WireClient,
} from '../../../../support/postgres-wire.ts';

let engine: FakeEngine;
let clock: ManualClock;

beforeEach(() => {
  engine = new FakeEngine();
  clock = new ManualClock();
  engine.onExecute = async () => ({
    results: [
      selected(
        batchOf([
          [1, 'a'],
          [2, null],
        ]),
      ),
    ],
    error: null,
  });
});

const connect = (): Promise<WireClient> => WireClient.connect(engine, clock);

describe('the extended protocol', () => {
  test('parses, describes, binds, executes and closes', async () => {
    const client = await connect();
    engine.onDescribe = () => ({
      kind: 'query',
      parameters: [{ kind: 'integer' }, { kind: 'text' }],
      schema: { fields: fakeFields },
    });
    const prepared = await client.ask(
      say.parse('SELECT $1, $2', 'p', [23]),
      say.describe('S', 'p'),
      say.sync,
    );
    expect(types(prepared)).toBe('1tTZ');
    expect(prepared[1]?.body).toEqual(
      Buffer.concat([int16(2), Buffer.from([0, 0, 0, 23, 0, 0, 0, 25])]),
    );
    const four = Buffer.from([0, 0, 1, 4]);
    const run = await client.ask(
      say.bind([four, 'b'], { name: 'p', formats: [1, 0], results: [1, 0] }),
      say.describe('P'),
      say.execute(),
      say.close('S', 'p'),
      say.sync,
    );
    expect(types(run)).toBe('2TDDC3Z');
    expect(valuesOf(run[2]?.body as Buffer)[0]).toEqual(Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]));
    expect(engine.executed[0]?.options).toMatchObject({
      parameters: ['260', 'b'],
      parameterTypes: [{ kind: 'integer' }, { kind: 'text' }],
    });
    expect(errorOf(await client.ask(say.bind([], { name: 'p' }), say.sync))).toMatchObject({
      C: '26000',
    });
  });

  test('a portal gives so many rows at a time', async () => {
    const client = await connect();
    engine.onExecute = async () => ({ results: [selected(manyRows(3), manyRows(2))], error: null });
    client.say(say.parse('SELECT 1'), say.bind([], { portal: 'c' }));
    client.say(say.execute(2, 'c'), say.execute(2, 'c'), say.execute(2, 'c'), say.execute(2, 'c'));
    const messages = await client.ask(say.sync);
    expect(types(messages)).toBe('12DDsDDsDCCZ');
    expect(tagsOf(messages)).toEqual(['SELECT 1', 'SELECT 0']);
    expect(engine.executed).toHaveLength(1);
    expect(errorOf(await client.ask(say.execute(1, 'c'), say.sync))).toMatchObject({ C: '34000' });
  });

  test('after an error everything is skipped up to Sync', async () => {
    const client = await connect();
    engine.onDescribe = () => {
      throw new SqlError('42601', 'syntax error');
    };
    const messages = await client.ask(
      say.parse('SELEC'),
      say.bind(),
      say.describe('P'),
      say.execute(),
      say.sync,
    );
    expect(types(messages)).toBe('EZ');
    expect(engine.executed).toEqual([]);
  });

  test('what cannot be bound says why', async () => {
    const client = await connect();
    engine.onDescribe = () => ({ kind: 'query', parameters: [{ kind: 'bigint' }], schema: null });
    const bound = (...bind: Parameters<typeof say.bind>): Promise<Record<string, string>> =>
      client.ask(say.parse('SELECT $1'), say.bind(...bind), say.sync).then(errorOf);
    expect(await bound(['1', '2'])).toMatchObject({ C: '08P01' });
    expect(await bound([Buffer.alloc(3)], { formats: [1] })).toMatchObject({ C: '22P03' });
    expect(await bound([Buffer.from([0xff])])).toMatchObject({ C: '22021' });
    expect(await client.ask(say.parse('SELECT 1; SELECT 2'), say.sync).then(errorOf)).toMatchObject(
      { C: '42601' },
    );
    expect(
      await client.ask(say.parse('SELECT $1', '', [600]), say.sync).then(errorOf),
    ).toMatchObject({ C: '0A000' });
    expect(await client.ask(message('F', int16(1)), say.sync).then(errorOf)).toMatchObject({
      C: '0A000',
    });
  });

  test('an answer whose columns changed since they were described is refused', async () => {
    const client = await connect();
    engine.onDescribe = () => ({
      kind: 'query',
      parameters: [],
      schema: { fields: [{ name: 'n', type: { kind: 'text' }, nullable: true }] },
    });
    const messages = await client.ask(say.parse('SELECT 1'), say.bind(), say.execute(), say.sync);
    expect(errorOf(messages)).toMatchObject({
      C: '0A000',
      M: 'cached plan must not change result type',
    });
  });
});
