import { beforeEach, describe, expect, test } from 'vitest';
import { SessionSettings } from '../../../../src/engine/session/settings.ts';

let told: string[];
let settings: SessionSettings;

beforeEach(() => {
  told = [];
  settings = new SessionSettings((name, value) => told.push(`${name}=${value}`));
});

test.each([
  ['application_name', 'x', 'x'],
  ['Extra_Float_Digits', '3', '3'],
  ['datestyle', 'iso, us', 'ISO, MDY'],
  ['client_encoding', 'utf-8', 'UTF8'],
  ['statement_timeout', '90000', '90s'],
  ['statement_timeout', '2min', '2min'],
  ['statement_timeout', '1500ms', '1500ms'],
  ['standard_conforming_strings', 'true', 'on'],
  ['timezone', 'UTC', 'UTC'],
  ['TimeZone', 'europe/berlin', 'Europe/Berlin'],
  ['my.own', 'anything', 'anything'],
  ['search_path', '"$user", public', '"$user", public'],
])('%s = %s is kept as %s', (name, value, kept) => {
  expect(settings.set(name, value)).toBeNull();
  expect(settings.get(name)).toBe(kept);
});

test.each([
  ['timezon', '1', '42704'],
  ['client_encoding', 'LATIN1', '22023'],
  ['datestyle', 'German', '22023'],
  ['datestyle', 'ISO, DMY', '22023'],
  ['timezone', 'Europe/Nowhere', '22023'],
  ['extra_float_digits', '4', '22023'],
  ['statement_timeout', 'soon', '22023'],
  ['standard_conforming_strings', 'off', '0A000'],
  ['server_version', '16', '55P02'],
  ['row_security', 'maybe', '22023'],
])('%s = %s is refused', (name, value, code) => {
  expect(() => settings.set(name, value)).toThrow(expect.objectContaining({ code }));
});

describe('in a transaction', () => {
  test('ROLLBACK takes back what was set, COMMIT what was set locally', () => {
    settings.set('application_name', 'before');
    settings.beginTransaction();
    settings.set('application_name', 'inside');
    settings.endTransaction(false);
    expect(settings.get('application_name')).toBe('before');
    settings.beginTransaction();
    settings.set('application_name', 'local', true);
    settings.set('my.own', 'kept');
    settings.endTransaction(true);
    expect(settings.get('application_name')).toBe('before');
    expect(settings.get('my.own')).toBe('kept');
    expect(told.map((each) => each.split('=')[1])).toEqual([
      'before',
      'inside',
      'before',
      'local',
      'before',
    ]);
  });
});

test('RESET goes back to what the connection began with', () => {
  settings.begin('application_name', 'psql');
  settings.set('application_name', 'other');
  settings.reset('application_name');
  expect(settings.get('application_name')).toBe('psql');
  settings.set('statement_timeout', '1s');
  settings.resetAll();
  expect(settings.get('statement_timeout')).toBe('0');
  expect(() => settings.reset('nonsense')).toThrow('unrecognized configuration parameter');
});

test('a setting of another server is kept, to no effect, and said so', () => {
  expect(settings.set('default_tablespace', 'fast')).toEqual({
    severity: 'WARNING',
    message: 'parameter "default_tablespace" is not known here: it is kept, and changes nothing',
  });
  expect(settings.get('default_tablespace')).toBe('fast');
  settings.reset('default_tablespace');
  expect(settings.get('default_tablespace')).toBe(null);
});
