import { serverVersion } from '../../server-version.ts';
import type { SystemSession } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';

/** What PostgreSQL was built with, and clients ask for: here only limits of names and keys mean anything. */
const built: readonly (readonly [name: string, setting: string, type: string])[] = [
  ['block_size', '8192', 'integer'],
  ['data_checksums', 'on', 'bool'],
  ['integer_datetimes', 'on', 'bool'],
  ['max_connections', '100', 'integer'],
  ['max_function_args', '100', 'integer'],
  ['max_identifier_length', '63', 'integer'],
  ['max_index_keys', '32', 'integer'],
  ['server_encoding', 'UTF8', 'string'],
  ['server_version', serverVersion, 'string'],
  ['server_version_num', '150000', 'integer'],
  ['lc_collate', 'C', 'string'],
  ['lc_ctype', 'C', 'string'],
];

/** Settings of the session, and what cannot be set. */
export const pgSettings = systemTable('pg_catalog.pg_settings', {
  docs: 'settings of the session, and what cannot be set',
  columns: `name text, setting text, unit text, category text, short_desc text, extra_desc text,
    context text, vartype text, source text, min_val text, max_val text, enumvals text[],
    boot_val text, reset_val text, sourcefile text, sourceline int4, pending_restart bool`,
  defaults: { short_desc: '', pending_restart: false },
  rows: ({ session }) => [...sessionSettings(session), ...builtSettings(session)],
});

function sessionSettings({ settings }: SystemSession): readonly Facts[] {
  return settings().map(([name, setting]) => ({
    name,
    setting,
    category: 'Session',
    context: 'user',
    vartype: 'string',
    source: 'session',
    boot_val: setting,
    reset_val: setting,
  }));
}

function builtSettings({ settings }: SystemSession): readonly Facts[] {
  const known = new Set(settings().map(([name]) => name.toLowerCase()));
  return built
    .filter(([name]) => !known.has(name))
    .map(([name, setting, vartype]) => ({
      name,
      setting,
      category: 'Preset Options',
      context: 'internal',
      vartype,
      source: 'default',
      boot_val: setting,
      reset_val: setting,
    }));
}
