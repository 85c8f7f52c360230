import { describe, expect, test } from 'vitest';
import { readRecords } from '../../../../src/data/records/read-records.ts';
import type { RecordTarget } from '../../../../src/data/records/record-columns.ts';
import type { RecordsRead } from '../../../../src/data/records/record-reader.ts';
import type { SqlType } from '../../../../src/data/sql-type.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { recordTarget } from '../../../support/record-target.ts';
import { sqlFailure } from '../../../support/sql-failure.ts';

const integer: SqlType = { kind: 'integer' };
const text: SqlType = { kind: 'text' };
const json: SqlType = { kind: 'json' };
const ab = recordTarget({ a: { type: integer }, b: { type: text } });

function read(body: string, target: RecordTarget = ab): RecordsRead {
  return readRecords(new TextEncoder().encode(body), 'csv', target);
}

function reasons(result: RecordsRead): string[] {
  return result.rejected.map(({ index, code, message }) => `${index} ${code} ${message}`);
}

describe('CSV', () => {
  test('quotes, line ends, NULL and empty text', () => {
    const body = '\ufeffB,A\r\n"x, ""y""\r\nz",1\r\n,2\n"",3\n\nplain "text",4';
    expect(batchRows(read(body, ab).batch)).toEqual([
      [1, 'x, "y"\r\nz'],
      [2, null],
      [3, ''],
      [4, 'plain "text"'],
    ]);
  });

  test('unknown columns are counted, missing ones take their default', () => {
    const target = recordTarget({ a: { type: integer }, d: { type: text, fallback: 'dflt' } });
    const result = read('a,other\n1,x\n2,y\n', target);
    expect(batchRows(result.batch)).toEqual([
      [1, 'dflt'],
      [2, 'dflt'],
    ]);
    expect(result.unknownKeys).toBe(2);
  });

  test('records of another length or with broken quotes are rejected', () => {
    const result = read('a,b\n1\n2,x,y\n3,"x"y\n4,ok\nbad,z\n5,"open\n6,z', ab);
    expect(batchRows(result.batch)).toEqual([[4, 'ok']]);
    expect(reasons(result)).toEqual([
      '0 22P04 record has 1 fields where the header has 2',
      '1 22P04 extra data after last expected column',
      '2 22P04 unexpected text behind the closing quote of a CSV field',
      '4 22P02 column "a": invalid input syntax for type integer: "bad"',
      '5 22P04 unterminated CSV quoted field',
    ]);
  });

  test('numbers are times in columns of times; JSON is checked', () => {
    const target = recordTarget({
      t: { type: { kind: 'timestamp' } },
      j: { type: json },
      f: { type: { kind: 'boolean' } },
    });
    const result = read('t,j,f\n1000,"{""x"":1}",t\n1970-01-01,[1],no\n5,{x,1\n', target);
    expect(batchRows(result.batch)).toEqual([
      [1_000_000n, '{"x":1}', true],
      [0n, '[1]', false],
    ]);
    expect(reasons(result)).toEqual([
      '2 22P02 column "j": invalid input syntax for type json: "{x"',
    ]);
  });

  test('a header alone, nothing, and a broken header', () => {
    expect(read('a,b\n', ab).batch).toBeNull();
    expect(read('', ab)).toEqual({ batch: null, rejected: [], unknownKeys: 0 });
    expect(sqlFailure(() => read('a,"b\n1,2', ab)).code).toBe('22P04');
  });
});
