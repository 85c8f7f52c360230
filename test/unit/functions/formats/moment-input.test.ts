import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../../support/sql-call.ts';

const read = (name: string, text: string, pattern: string): string =>
  callSql(name, value('text', text), value('text', pattern));

/** From PostgreSQL's regression tests (horology). */
test.each([
  ['0097/Feb/16 --> 08:14:30', 'YYYY/Mon/DD --> HH:MI:SS', '0097-02-16 08:14:30+00'],
  ['2011$03!18 23_38_15', 'YYYY-MM-DD HH24:MI:SS', '2011-03-18 23:38:15+00'],
  ['1985 January 12', 'YYYY FMMonth DD', '1985-01-12 00:00:00+00'],
  ['19971116', 'YYYYMMDD', '1997-11-16 00:00:00+00'],
  ['1997 BC 11 16', 'YYYY BC MM DD', '1997-11-16 00:00:00+00 BC'],
  ['2005 05 34', 'YYYY WW DDD', '2005-02-03 00:00:00+00'],
  ['2006-IW10-3', 'IYYY-"IW"IW-ID', '2006-03-08 00:00:00+00'],
  ['05121445482000', 'MMDDHH24MISSYYYY', '2000-05-12 14:45:48+00'],
  ['2000January09Sunday', 'YYYYFMMonthDDFMDay', '2000-01-09 00:00:00+00'],
  ['9-1114', 'Y-MMDD', '2009-11-14 00:00:00+00'],
  ['95-1114', 'YY-MMDD', '1995-11-14 00:00:00+00'],
  ['2011-12-18 11:38 PM', 'YYYY-MM-DD HH12:MI PM', '2011-12-18 23:38:00+00'],
  ['2011-12-18 12:38 AM', 'YYYY-MM-DD HH12:MI AM', '2011-12-18 00:38:00+00'],
  ['2011-12-18 11:38 -05', 'YYYY-MM-DD HH24:MI TZH', '2011-12-18 16:38:00+00'],
  ['2018-11-02 12:34:56.123456', 'YYYY-MM-DD HH24:MI:SS.FF6', '2018-11-02 12:34:56.123456+00'],
  ['2018-11-02 12:34:56.5', 'YYYY-MM-DD HH24:MI:SS.MS', '2018-11-02 12:34:56.5+00'],
  ['  20050302', 'YYYYMMDD', '2005-03-02 00:00:00+00'],
])('to_timestamp(%s, %s)', (text, pattern, expected) => {
  expect(read('to_timestamp', text, pattern)).toBe(expected);
});

test.each([
  ['2011 12  18', 'YYYY MM DD', '2011-12-18'],
  ['2011x12x18', 'YYYYxMMxDD', '2011-12-18'],
  ['2016 365', 'YYYY DDD', '2016-12-30'],
  ['2458872', 'J', '2020-01-23'],
  ['44-02-01 BC', 'YYYY-MM-DD BC', '0044-02-01 BC'],
])('to_date(%s, %s)', (text, pattern, expected) => {
  expect(read('to_date', text, pattern)).toBe(expected);
});

test.each([
  ['2005-13-01', 'YYYY-MM-DD', '22008 date/time field value out of range: "2005-13-01"'],
  ['2015-02-29', 'YYYY-MM-DD', '22008 date/time field value out of range: "2015-02-29"'],
  ['abc', 'YYYY', '22007 invalid value "abc" for "YYYY"'],
  ['2005 Foo', 'YYYY Mon', '22007 invalid value "Foo" for "Mon"'],
  ['2005 13:00 PM', 'YYYY HH12:MI PM', '22007 hour "13" is invalid for the 12-hour clock'],
  ['1997 1998', 'YYYY YYYY', '22007 conflicting values for "YEAR" field in formatting string'],
  ['199711', 'YYYYMMDD', undefined],
])('%s by %s fails', (text, pattern, message) => {
  if (message === undefined) expect(read('to_date', text, pattern)).toBe('1997-11-01');
  else expect(raised(() => read('to_timestamp', text, pattern))).toBe(message);
});
