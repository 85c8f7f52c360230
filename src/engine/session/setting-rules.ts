import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { disabledPasses, disabledPassesSetting } from '../../planner/optimize/disabled-passes.ts';
import { serverVersion } from '../server-version.ts';
import { readDurationMs } from './duration-setting.ts';
import { readMemoryBytes } from './memory-setting.ts';
import { zoneSetting } from './zone-setting.ts';

/** The value of a setting as it is kept. @throws SqlError when it cannot be that */
type TakeSetting = (value: string, name: string) => string;

/** What a setting is, and what it may be. */
export type SettingRule = {
  readonly name: string;
  readonly initial: string;
  /** Whether clients are told of every change (ParameterStatus). */
  readonly reported?: boolean;
  /** The value as it is kept. @throws SqlError when the setting cannot be that. Absent: cannot be changed. */
  readonly take?: TakeSetting;
  /** What the user should know when it is set to a value. */
  readonly notice?: (value: string, kept: string) => string | null;
};

/** The value of a setting as it is kept, and what its user should know. @throws SqlError 22023, 42704, 55P02 */
export function checkSetting(
  key: string,
  value: string,
): { readonly kept: string; readonly notice: string | null } {
  const rule = ruleOf(key);
  if (rule === undefined) {
    // A name with a dot belongs to some extension: anybody may keep values there.
    if (/^[\w$]+(\.[\w$]+)+$/.test(key)) return { kept: value, notice: null };
    return { kept: value, notice: unknownNotice(key) };
  }
  if (rule.take === undefined) {
    if (value === rule.initial) return { kept: value, notice: null };
    throw new SqlError('55P02', `parameter "${rule.name}" cannot be changed`);
  }
  const kept = rule.take(value, rule.name);
  return { kept, notice: rule.notice?.(value, kept) ?? null };
}

/**
 * What is said of a setting that another server may know: scripts set such things, and the value
 * is kept, to no effect. What looks like a misspelt setting of ours is an error. @throws SqlError 42704
 */
function unknownNotice(key: string): string {
  if (nearSetting(key) !== null) throw unrecognizedSetting(key);
  return `parameter "${key}" is not known here: it is kept, and changes nothing`;
}

/** The error of a setting that there is not. */
export function unrecognizedSetting(key: string): SqlError {
  const near = nearSetting(key);
  return new SqlError(
    sqlState.undefinedObject,
    `unrecognized configuration parameter "${key}"`,
    near === null ? {} : { hint: `Did you mean "${near}"?` },
  );
}

function nearSetting(key: string): string | null {
  return nearestName(
    key,
    settingRules.map(({ name }) => name.toLowerCase()),
  );
}

function invalid(name: string, value: string, hint?: string): SqlError {
  return new SqlError(
    sqlState.invalidParameterValue,
    `invalid value for parameter "${name}": "${value}"`,
    { hint },
  );
}

const any = (value: string): string => value;

function oneOf(...allowed: readonly string[]): TakeSetting {
  return (value, name) => {
    const found = allowed.find((each) => each === value.toLowerCase());
    if (found !== undefined) return found;
    throw invalid(name, value, `Available values: ${allowed.join(', ')}.`);
  };
}

function onOff(value: string, name: string): string {
  if (/^(on|true|yes|1|t)$/i.test(value)) return 'on';
  if (/^(off|false|no|0|f)$/i.test(value)) return 'off';
  throw new SqlError(
    sqlState.invalidParameterValue,
    `parameter "${name}" requires a Boolean value`,
  );
}

/** A switch that only one way is supported. */
function only(wanted: 'on' | 'off'): TakeSetting {
  return (value, name) => {
    if (onOff(value, name) === wanted) return wanted;
    throw new SqlError(
      sqlState.featureNotSupported,
      `"${name}" cannot be turned ${wanted === 'on' ? 'off' : 'on'}`,
    );
  };
}

function integer(min: number, max: number): TakeSetting {
  return (value, name) => {
    const number = Number(value);
    if (/^[+-]?\d+$/.test(value.trim()) && number >= min && number <= max) return String(number);
    throw invalid(name, value, `Available values: ${min} to ${max}.`);
  };
}

function duration(value: string, name: string): string {
  const ms = readDurationMs(value);
  if (ms === null) {
    throw invalid(
      name,
      value,
      'Valid units for this parameter are "us", "ms", "s", "min", "h", and "d".',
    );
  }
  if (ms === 0) return '0';
  return ms % 1000 === 0 ? shownSeconds(ms / 1000) : `${ms}ms`;
}

function memory(value: string, name: string): string {
  const bytes = readMemoryBytes(value);
  if (bytes === null) {
    throw invalid(
      name,
      value,
      'Valid units for this parameter are "B", "kB", "MB", "GB", and "TB".',
    );
  }
  for (const [unit, size] of [
    ['GB', 1024 ** 3],
    ['MB', 1024 ** 2],
    ['kB', 1024],
  ] as const) {
    if (bytes > 0 && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return bytes === 0 ? '0' : `${bytes}B`;
}

function shownSeconds(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}min` : `${seconds}s`;
}

function encoding(value: string, name: string): string {
  if (/^(utf-?8|unicode)$/i.test(value)) return 'UTF8';
  throw invalid(name, value, 'The server speaks UTF8 only.');
}

function dateStyle(value: string, name: string): string {
  const words = value
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const other = words.find((word) => !/^(iso|mdy|us|noneuro(pean)?|default)$/.test(word));
  if (other === undefined) return 'ISO, MDY';
  const hint = /^(dmy|ymd|euro(pean)?)$/.test(other)
    ? 'Where a date begins with its day or month, the month comes first.'
    : 'Dates are written in the style ISO only.';
  throw invalid(name, value, hint);
}

/** @throws SqlError 22023 */
function timeZone(value: string, name: string): string {
  const kept = zoneSetting(value);
  if (kept === null) throw invalid(name, value);
  return kept;
}

/** Names of passes of the optimizer. @throws SqlError 22023 for a name that none has */
function passList(value: string): string {
  disabledPasses(value);
  return value.trim();
}

function searchPath(value: string): string {
  return value.trim();
}

const isolation = oneOf('serializable', 'repeatable read', 'read committed', 'read uncommitted');

/** All settings, by name. */
export const settingRules: readonly SettingRule[] = [
  { name: 'application_name', initial: '', reported: true, take: any },
  { name: 'backslash_quote', initial: 'safe_encoding', take: any },
  { name: 'bytea_output', initial: 'hex', take: oneOf('hex') },
  { name: 'client_encoding', initial: 'UTF8', reported: true, take: encoding },
  {
    name: 'client_min_messages',
    initial: 'notice',
    take: oneOf(
      'debug5',
      'debug4',
      'debug3',
      'debug2',
      'debug1',
      'log',
      'notice',
      'warning',
      'error',
    ),
  },
  { name: 'DateStyle', initial: 'ISO, MDY', reported: true, take: dateStyle },
  { name: 'default_transaction_isolation', initial: 'read committed', take: isolation },
  { name: 'default_transaction_read_only', initial: 'off', reported: true, take: onOff },
  { name: 'extra_float_digits', initial: '1', take: integer(-15, 3) },
  { name: 'idle_in_transaction_session_timeout', initial: '0', take: duration },
  { name: 'in_hot_standby', initial: 'off', reported: true },
  { name: 'integer_datetimes', initial: 'on', reported: true },
  { name: 'IntervalStyle', initial: 'postgres', reported: true, take: oneOf('postgres') },
  { name: 'is_superuser', initial: 'on', reported: true },
  { name: 'lc_collate', initial: 'C' },
  { name: 'lc_ctype', initial: 'C' },
  { name: 'lc_messages', initial: 'C', take: any },
  { name: 'lc_monetary', initial: 'C', take: any },
  { name: 'lc_numeric', initial: 'C', take: any },
  { name: 'lc_time', initial: 'C', take: any },
  { name: 'lock_timeout', initial: '0', take: duration },
  { name: 'max_identifier_length', initial: '63' },
  { name: disabledPassesSetting, initial: '', take: passList },
  { name: 'millrace.statement_memory', initial: '1GB', take: memory },
  { name: 'row_security', initial: 'on', take: onOff },
  { name: 'search_path', initial: 'public', take: searchPath },
  { name: 'server_encoding', initial: 'UTF8', reported: true },
  { name: 'server_version', initial: serverVersion, reported: true },
  { name: 'server_version_num', initial: '150000' },
  { name: 'session_authorization', initial: '', reported: true },
  { name: 'standard_conforming_strings', initial: 'on', reported: true, take: only('on') },
  { name: 'statement_timeout', initial: '0', take: duration },
  { name: 'synchronous_commit', initial: 'on', take: any },
  { name: 'TimeZone', initial: 'UTC', reported: true, take: timeZone },
  { name: 'transaction_isolation', initial: 'read committed', take: isolation },
  { name: 'transaction_read_only', initial: 'off', take: onOff },
  { name: 'work_mem', initial: '4MB', take: any },
];

const rulesByName: ReadonlyMap<string, SettingRule> = new Map(
  settingRules.map((rule) => [rule.name.toLowerCase(), rule]),
);

/** The rule of a setting; its name in lower case. */
export function ruleOf(key: string): SettingRule | undefined {
  return rulesByName.get(key);
}

/** The setting's name as SHOW heads its column; null for one that is not known. */
export function settingName(name: string): string | null {
  return ruleOf(name.toLowerCase())?.name ?? null;
}
