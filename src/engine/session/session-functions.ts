import type { Datum } from '../../data/sql-type.ts';
import { serverVersion } from '../server-version.ts';
import { readDurationMs } from './duration-setting.ts';
import { readMemoryBytes } from './memory-setting.ts';
import type { SessionSettings } from './settings.ts';

/** The one database. */
export const databaseName = 'millrace';

/** The value of a session's function, such as current_user, called with constants; undefined for others. */
export type SessionFunctions = (name: string, args: readonly Datum[]) => Datum | undefined;

/** What functions of the session depend on. */
export type FunctionFacts = {
  readonly user: string;
  /** The number that cancel requests name. */
  readonly process: number;
  readonly settings: SessionSettings;
  /** The schema that new objects come into; null where the search path has none. */
  readonly schema: () => string | null;
};

/** The functions that PostgreSQL's clients ask about their session. */
export function sessionFunctions(facts: FunctionFacts): SessionFunctions {
  return (name, args) => {
    if (!Object.hasOwn(functions, name)) return undefined;
    const { arguments: count, value } = functions[name] as SessionFunction;
    return count.includes(args.length) ? value(facts, args) : undefined;
  };
}

type SessionFunction = {
  /** How many arguments there may be. */
  readonly arguments: readonly number[];
  readonly value: (facts: FunctionFacts, args: readonly Datum[]) => Datum | undefined;
};

const user: SessionFunction = { arguments: [0], value: (facts) => facts.user };
const database: SessionFunction = { arguments: [0], value: () => databaseName };
const no: SessionFunction = { arguments: [0], value: () => false };
const nothing: SessionFunction = { arguments: [0], value: () => null };

const functions: Readonly<Record<string, SessionFunction>> = {
  version: { arguments: [0], value: () => `PostgreSQL ${serverVersion}` },
  current_database: database,
  current_catalog: database,
  current_schema: { arguments: [0], value: ({ schema }) => schema() },
  current_user: user,
  current_role: user,
  session_user: user,
  user,
  pg_backend_pid: { arguments: [0], value: ({ process }) => process },
  pg_is_in_recovery: no,
  inet_server_addr: nothing,
  inet_server_port: nothing,
  inet_client_addr: nothing,
  inet_client_port: nothing,
  pg_my_temp_schema: { arguments: [0], value: () => 0 },
  pg_client_encoding: { arguments: [0], value: () => 'UTF8' },
  txid_current_if_assigned: nothing,
  current_setting: {
    arguments: [1, 2],
    value: ({ settings }, [name, missing]) => {
      if (typeof name !== 'string') return null;
      const value = settings.get(name);
      return value ?? (missing === true ? null : undefined);
    },
  },
  set_config: {
    arguments: [3],
    value: ({ settings }, [name, value, local]) => {
      if (typeof name !== 'string' || typeof value !== 'string') return undefined;
      settings.set(name, value, local === true);
      return settings.get(name);
    },
  },
};

/** How long a statement may run; 0 for as long as it likes. */
export function statementTimeoutMs(settings: SessionSettings): number {
  return readDurationMs(settings.get('statement_timeout') ?? '0') ?? 0;
}

/** How many bytes a statement may hold; 0 for no limit. */
export function statementMemoryBytes(settings: SessionSettings): number {
  return readMemoryBytes(settings.get('millrace.statement_memory') ?? '0') ?? 0;
}
