import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CopyFormat } from '../../src/engine/copy/copy-format.ts';
import { CopyReader } from '../../src/engine/copy/copy-reader.ts';
import { CopyWriter } from '../../src/engine/copy/copy-writer.ts';
import { readNumeric, writeNumeric } from '../../src/server/postgres/types/binary-numeric.ts';
import { BodyReader } from '../../src/server/postgres/wire/body-reader.ts';
import { MessageWriter } from '../../src/server/postgres/wire/message-writer.ts';
import { batchOf, FakeEngine, fakeFields, manyRows, selected } from '../support/fake-engine.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { message, say, WireClient } from '../support/postgres-wire.ts';

const names = fc.constantFrom('', 'a', 'b');
const sql = fc.oneof(
  fc.constantFrom(
    ...[
      'SELECT 1',
      'BEGIN',
      'COMMIT',
      'ROLLBACK',
      'SELECT a EMIT CHANGES',
      'DECLARE a CURSOR FOR SELECT 1',
    ],
    ...[
      'FETCH 2 FROM a',
      'FETCH ALL FROM a',
      'CLOSE a',
      'COPY t TO STDOUT',
      'COPY t FROM STDIN',
      'EXECUTE a',
    ],
    ...[
      'PREPARE b AS SELECT 1',
      'DEALLOCATE ALL',
      'SET statement_timeout = 5',
      'SHOW ALL',
      '',
      ';',
      'DISCARD ALL',
    ],
    "SELECT '",
  ),
  fc.string({ maxLength: 40 }),
);
const conversation = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: sql.map((text) => say.query(text.replaceAll('\0', ''))) },
    fc.tuple(sql, names).map(([text, name]) => say.parse(text.replaceAll('\0', ''), name)),
    fc
      .tuple(names, names, fc.array(fc.option(fc.string({ maxLength: 8 })), { maxLength: 3 }))
      .map(([name, portal, values]) => say.bind(values, { name, portal })),
    fc
      .tuple(fc.constantFrom('S', 'P'), names)
      .map(([what, name]) => say.describe(what as 'S', name)),
    fc.tuple(fc.nat(3), names).map(([rows, name]) => say.execute(rows, name)),
    fc.tuple(fc.constantFrom('S', 'P'), names).map(([what, name]) => say.close(what as 'S', name)),
    fc.constantFrom(
      say.sync,
      say.flush,
      message('c'),
      message('d', Buffer.from('1\ta\n')),
      message('f', 'no'),
    ),
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)) },
    fc
      .tuple(fc.constantFrom(...'BCDEFHPQSXcdfp'), fc.uint8Array({ maxLength: 30 }))
      .map(([type, bytes]) => message(type, Buffer.from(bytes))),
  ),
  { maxLength: 12 },
);

/** An engine whose continuous queries end after some rows, so that every conversation does. */
function engineOf(): FakeEngine {
  const engine = new FakeEngine();
  engine.onExecute = async () => ({ results: [selected(manyRows(5))], error: null });
  engine.onSubscribe = async () => {
    setImmediate(() => {
      const sink = engine.subscriptions.at(-1)?.sink;
      sink?.snapshot(batchOf([[1, 'a']]));
      sink?.snapshotEnd(1, 1);
      sink?.changes(2, batchOf([[1, 'a']], [-1]));
      sink?.done();
    });
  };
  engine.relationList = [
    {
      ...{ name: 't', kind: 'table', schema: { fields: fakeFields }, key: null, rows: 0, sql: '' },
      ...{ connector: null, status: null, progress: null, watermarkMicros: null },
    },
  ];
  return engine;
}

test('whatever a client says, the session ends in good order and never fails inside', async () => {
  await fc.assert(
    fc.asyncProperty(conversation, fc.nat(40), fc.boolean(), async (messages, cut, connected) => {
      const clock = new ManualClock();
      const client = new WireClient(engineOf(), clock);
      if (connected) client.say(say.startup());
      const bytes = Buffer.concat(messages);
      client.say(bytes.subarray(0, cut), bytes.subarray(cut));
      client.session.finished();
      await client.over;
      expect(client.logged).toEqual([]);
      expect(client.isClosed).toBe(true);
      expect(clock.pending).toBe(0);
      let welcomed = !connected;
      for (let next = client.take(); next !== null; next = client.take()) {
        if (next.type === 'Z') welcomed = true;
        expect('RSKZTDCEINHWGcdstn123v').toContain(next.type);
      }
      expect(welcomed).toBe(true);
      expect(client.waitingBytes).toBe(0);
    }),
    { numRuns: 400 },
  );
});

test('NUMERIC in binary comes back as it was', () => {
  const digits = fc.stringMatching(/^[1-9]\d{0,40}$|^0$/);
  const fraction = fc.option(fc.stringMatching(/^\d{1,30}$/), { nil: null });
  fc.assert(
    fc.property(fc.boolean(), digits, fraction, (negative, whole, decimals) => {
      const plain = decimals === null ? whole : `${whole}.${decimals}`;
      const text = negative && /[1-9]/.test(plain) ? `-${plain}` : plain;
      const writer = new MessageWriter();
      writeNumeric(writer, text);
      expect(readNumeric(new BodyReader(writer.take().subarray(4)))).toBe(text);
    }),
  );
});

test('what COPY writes it reads again, in either format, cut anywhere', () => {
  const character = fc.constantFrom(...'a,;"\'\\\t\n\r\b|Nü😀x.\v');
  const cell = fc.option(fc.string({ unit: character, maxLength: 6 }));
  const formats = fc.constantFrom<Partial<CopyFormat>>(
    {},
    { delimiter: '|' },
    { kind: 'csv', delimiter: ',', nullText: '' },
    { kind: 'csv', delimiter: ';', nullText: 'N', quote: "'", escape: "'" },
    { kind: 'csv', delimiter: ',', nullText: '', escape: '\\' },
    { kind: 'csv', delimiter: ',', nullText: '', header: true },
  );
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 1, maxLength: 5 }),
      formats,
      fc.nat(9),
      (cells, some, size) => {
        const format: CopyFormat = {
          ...{ kind: 'text', delimiter: '\t', nullText: '\\N', header: false },
          ...{ quote: '"', escape: '"', forceQuote: [] },
          ...some,
        };
        const batch = batchOf(cells.map((each, i) => [i, each] as const));
        const writer = new CopyWriter({ fields: fakeFields }, format, null);
        const lines = cells.map((_, row) => writer.row(batch, row));
        const bytes = Buffer.from((writer.header() ?? '') + lines.join(''));
        const reader = new CopyReader(format, ['n', 'word']);
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size + 1)
          pieces.push(reader.add(bytes.subarray(at, at + size + 1)));
        pieces.push(reader.end());
        const expected = cells.map(
          (each, i) => `"${i}",${each === null ? '' : `"${each.replaceAll('"', '""')}"`}\n`,
        );
        expect(Buffer.concat(pieces).toString()).toBe(`"n","word"\n${expected.join('')}`);
      },
    ),
    { numRuns: 300 },
  );
});
