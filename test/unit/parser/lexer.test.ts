import { describe, expect, test } from 'vitest';
import { highlightTokens, isCompleteStatement, tokenize } from '../../../src/parser/lexer.ts';

/** Tokens as `kind value` lines. */
function show(text: string): string[] {
  return tokenize(text).map(({ kind, value }) => `${kind} ${value}`);
}

function problem(text: string): string | undefined {
  return tokenize(text).find(({ kind }) => kind === 'error')?.problem?.message;
}

describe('tokenize', () => {
  test('words fold to lower case, quoted names do not', () => {
    expect(show('Select "Order" `Äpfel` Überzug _x$1 "a""b"')).toEqual([
      'word select',
      'quoted Order',
      'quoted Äpfel',
      'word überzug',
      'word _x$1',
      'quoted a"b',
    ]);
  });

  test.each([
    ['1', '1'],
    ['1.5', '1.5'],
    ['.5', '.5'],
    ['1.', '1.'],
    ['1e10', '1e10'],
    ['1.5E-3', '1.5E-3'],
    ['1_000_000', '1000000'],
    ['0xFF', '255'],
    ['0b101', '5'],
    ['0o17', '15'],
    ['12345678901234567890123', '12345678901234567890123'],
  ])('the number %s', (text, value) => {
    expect(show(text)).toEqual([`number ${value}`]);
  });

  test.each([
    ["'it''s'", "it's"],
    ["'back\\slash'", 'back\\slash'],
    ["E'a\\n\\'b''c\\x41\\u00e4\\U0001F600\\101'", "a\n'b'cAä😀A"],
    ['$$it is $1$$', 'it is $1'],
    ['$tag$a $$ b$tag$', 'a $$ b'],
    ["'a'\n  'b'", 'ab'],
    ["''", ''],
  ])('the string %s', (text, value) => {
    expect(show(text)).toEqual([`string ${value}`]);
  });

  test('strings side by side in one line are two', () => {
    expect(show("'a' 'b'")).toEqual(['string a', 'string b']);
  });

  test('operators are the longest that PostgreSQL knows', () => {
    expect(show('a<=-1||b::int!=c->>d')).toEqual([
      'word a',
      'operator <=',
      'operator -',
      'number 1',
      'operator ||',
      'word b',
      'operator ::',
      'word int',
      'operator !=',
      'word c',
      'operator ->>',
      'word d',
    ]);
  });

  test('comments are left out and nest', () => {
    expect(show('a -- b\n/* c /* d */ e */ f')).toEqual(['word a', 'word f']);
  });

  test('parameters are numbers', () => {
    expect(show('$1 $23')).toEqual(['parameter 1', 'parameter 23']);
  });

  test.each([
    ["'abc", `unterminated quoted string at or near "'abc"`],
    ["E'abc\\'", `unterminated quoted string at or near "E'abc\\'"`],
    ['"abc', 'unterminated quoted identifier at or near ""abc"'],
    ['/* a /* b */', 'unterminated /* comment at or near "/* a /* b */"'],
    ['$x$ abc $y$', 'unterminated dollar-quoted string at or near "$x$ abc $y$"'],
    ['""', 'zero-length delimited identifier at or near """"'],
    ['12abc', 'trailing junk after numeric literal at or near "12abc"'],
    ['$1a', 'trailing junk after parameter at or near "$1a"'],
    ['$0', 'parameter number out of range at or near "$0"'],
    ['$99999', 'parameter number out of range at or near "$99999"'],
    ['“a”', 'syntax error at or near "“"'],
    ["E'\\u12'", `invalid escape at or near "E'\\u12'"`],
    ["E'\\ud800'", `invalid escape at or near "E'\\ud800'"`],
    ['a \\ b', 'syntax error at or near "\\"'],
  ])('%s is an error', (text, message) => {
    expect(problem(text)).toBe(message);
  });

  test('places count lines, and code points within them', () => {
    const [, , third] = tokenize("a '😀'\n  😀".replace(/😀$/, '"😀" x'));
    expect(third).toMatchObject({ line: 2, column: 3, length: 3, start: 9, end: 13 });
    const last = tokenize('"😀"\r\n\tx').at(-1);
    expect(last).toMatchObject({ line: 2, column: 2, length: 1, point: 6 });
  });
});

describe('isCompleteStatement', () => {
  test.each([
    ['select 1;', true],
    ['select 1', false],
    ['select 1; -- done', true],
    ['select 1 -- ;', false],
    ["select ';", false],
    ["select ';'", false],
    ["select ';';", true],
    ['select "a;', false],
    ['select $$;', false],
    ['/* ; */', false],
    ['/* ;', false],
    ['select (1;', false],
    ['select (1);', true],
    ['select 1);', true],
    ['select 1; select 2', false],
    ['sel ect “nonsense”;', true],
    ['', false],
    ['  \n', false],
    [';', true],
  ])('%j: %s', (text, complete) => {
    expect(isCompleteStatement(text)).toBe(complete);
  });
});

describe('highlightTokens', () => {
  const show = (text: string): string[] =>
    highlightTokens(text).map(
      (range) => `${range.class} ${text.slice(range.start, range.end).replaceAll('\n', '⏎')}`,
    );

  test('gives every token and comment a class', () => {
    expect(show('SELECT a.From, 1 + $1 /* x */ FROM "t" WHERE b = \'c\'; -- end')).toEqual([
      'keyword SELECT',
      'identifier a',
      'punctuation .',
      'identifier From',
      'punctuation ,',
      'number 1',
      'operator +',
      'parameter $1',
      'comment /* x */',
      'keyword FROM',
      'identifier "t"',
      'keyword WHERE',
      'identifier b',
      'operator =',
      "string 'c'",
      'punctuation ;',
      'comment -- end',
    ]);
  });

  test('shows an unfinished literal as what it will be', () => {
    expect(show("a 'b")).toEqual(['identifier a', "string 'b"]);
    expect(show('a $$b')).toEqual(['identifier a', 'string $$b']);
    expect(show('a "b')).toEqual(['identifier a', 'identifier "b']);
    expect(show('a /* b')).toEqual(['identifier a', 'comment /* b']);
    expect(show('a § b')).toEqual(['identifier a', 'error §', 'identifier b']);
  });
});
