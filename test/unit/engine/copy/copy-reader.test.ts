import { describe, expect, test } from 'vitest';
import type { CopyFormat } from '../../../../src/engine/copy/copy-format.ts';
import { CopyReader } from '../../../../src/engine/copy/copy-reader.ts';

const text: CopyFormat = {
  kind: 'text',
  delimiter: '\t',
  nullText: '\\N',
  header: false,
  quote: '"',
  escape: '"',
  forceQuote: [],
};
const csv: CopyFormat = { ...text, kind: 'csv', delimiter: ',', nullText: '' };

/** What becomes of some data, cut into pieces of a size. */
function read(format: CopyFormat, data: string, size = data.length): string {
  const reader = new CopyReader(format, ['a', 'b"']);
  const bytes = Buffer.from(data);
  let said = '';
  for (let at = 0; at < bytes.length; at += Math.max(1, size)) {
    said += Buffer.from(reader.add(bytes.subarray(at, at + Math.max(1, size)))).toString();
  }
  return said + Buffer.from(reader.end()).toString();
}

const head = '"a","b"""\n';

describe.each([1, 2, 3, 1000])('in pieces of %i bytes', (size) => {
  test.each([
    ['values and NULL', text, 'x\t\\N\ny\t\n', '"x",\n"y",""\n'],
    ['escapes', text, 'a\\tb\\\\\t\\x41\\101\\n\\q\n', '"a\tb\\","AA\nq"\n'],
    ['an escaped line end and tab', text, 'a\\\nb\tc\\\td\n', '"a\nb","c\td"\n'],
    ['line ends of Windows, none at the end', text, 'a\tb\r\nc\td', '"a","b"\n"c","d"\n'],
    ['quotes', text, '"\t""\n', '"""",""""""\n'],
    ['nothing behind \\.', text, 'a\tb\n\\.\nc\n', '"a","b"\n'],
    ['CSV', csv, 'x,"y ""z"", \n,"\n,""\n', '"x","y ""z"", \n,"\n,""\n'],
    ['a header', { ...csv, header: true }, 'a,b\n1,2\n', '"1","2"\n'],
    [
      'other characters',
      { ...csv, delimiter: ';', quote: "'", escape: '\\' },
      "'a\\'b';c\n",
      '"a\'b","c"\n',
    ],
    ['another NULL', { ...csv, nullText: 'NULL' }, 'NULL,"NULL"\n,x\n', ',"NULL"\n"","x"\n'],
  ] as const)('%s', (_what, format, data, expected) => {
    expect(read(format, data, size)).toBe(head + expected);
  });
});

test.each([
  ['too few', text, 'a\tb\nc\n', 'missing data for column "b""', 2],
  ['too many', csv, 'a,b,c\n', 'extra data after last expected column', 1],
  ['an open quote', csv, '"a,b\n', 'unterminated CSV quoted field', 0],
])('%s values are an error', (_what, format, data, message, line) => {
  expect(() => read(format, data)).toThrow(
    expect.objectContaining({
      code: '22P04',
      message,
      detail: expect.stringContaining(`line ${line}`),
    }),
  );
});
