import Database from 'better-sqlite3';
import { SqlError, sqlState } from '../common/sql-error.ts';

/** The layout of the file, kept in SQLite's `user_version`. */
const formatVersion = 2;

/** Ids come from one sequence: AUTOINCREMENT never hands out a number twice, not even after deletes. */
const layout = `
  CREATE TABLE object (
    id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    schema TEXT NOT NULL,
    name TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    definition TEXT NOT NULL
  ) STRICT;
  CREATE TABLE dependency (
    object TEXT NOT NULL REFERENCES object (id),
    reads TEXT NOT NULL REFERENCES object (id),
    PRIMARY KEY (object, reads)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX dependency_reads ON dependency (reads);
  CREATE TABLE counter (id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

const issuedLayout = 'CREATE TABLE issued (number INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;';

/** From the first layout, which had relations alone, all of them in one schema. */
const fromFirst = `
  ALTER TABLE dependency RENAME TO dependency_1;
  ${layout}
  INSERT INTO object SELECT id, sequence, 'public', name, epoch, definition FROM relation;
  INSERT INTO dependency SELECT relation, reads FROM dependency_1;
  DROP TABLE dependency_1;
  DROP TABLE relation;
`;

/** An object as the file holds it: `epoch` is the one its DDL took effect at, `reads` are ids. */
export type CatalogRow = {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly epoch: number;
  readonly definition: string;
  readonly reads: readonly string[];
};

/**
 * The SQLite file under the catalog. Every method that changes it is one durable transaction: WAL
 * with `synchronous=FULL` syncs before it returns, and the exclusive lock keeps every other
 * process out while it is open.
 */
export class CatalogFile {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  /** @throws SqlError 55000 for a newer format, 55006 when in use, XX001 when damaged, 58030. */
  constructor(path: string) {
    this.#database = opening(path, () => openDatabase(path));
  }

  /** All objects, oldest first. */
  readAll(): readonly CatalogRow[] {
    const reads = new Map<string, string[]>();
    for (const edge of this.#all<Edge>('SELECT object, reads FROM dependency')) {
      const list = reads.get(edge.object);
      if (list === undefined) reads.set(edge.object, [edge.reads]);
      else list.push(edge.reads);
    }
    const rows = this.#all<Omit<CatalogRow, 'reads'>>(
      'SELECT id, schema, name, epoch, definition FROM object ORDER BY sequence',
    );
    return rows.map((row) => ({ ...row, reads: reads.get(row.id) ?? [] }));
  }

  /** The first of the next `count` numbers of the sequence: durable, and never given again. */
  issueNumbers(count: number): number {
    return writing(() =>
      this.#inTransaction(() => {
        const last = this.#all<{ readonly seq: number }>(
          "SELECT seq FROM sqlite_sequence WHERE name = 'issued'",
        );
        const first = (last[0]?.seq ?? 0) + 1;
        this.#run('INSERT INTO issued (number) VALUES (?)', first + count - 1);
        this.#run('DELETE FROM issued');
        return first;
      }),
    );
  }

  /** Removes objects and puts others, new ones or in place of those with their ids: all or nothing. */
  write(removed: readonly string[], put: readonly CatalogRow[]): void {
    writing(() =>
      this.#inTransaction(() => {
        for (const id of [...removed, ...put.map((row) => row.id)]) {
          this.#run('DELETE FROM dependency WHERE object = ?', id);
        }
        for (const id of removed) {
          this.#run('DELETE FROM object WHERE id = ?', id);
          this.#run('DELETE FROM counter WHERE id = ?', id);
        }
        for (const row of put) this.#put(row);
        for (const row of put) this.#putReads(row);
      }),
    );
  }

  /** The numbers that are kept beside objects. */
  readCounters(): ReadonlyMap<string, bigint> {
    const rows = this.#all<{ readonly id: string; readonly value: string }>(
      'SELECT id, value FROM counter',
    );
    return new Map(rows.map(({ id, value }) => [id, BigInt(value)]));
  }

  writeCounter(id: string, value: bigint): void {
    writing(() =>
      this.#run(
        'INSERT INTO counter (id, value) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value',
        id,
        String(value),
      ),
    );
  }

  #putReads({ id, reads }: CatalogRow): void {
    for (const each of reads) {
      this.#run('INSERT INTO dependency (object, reads) VALUES (?, ?)', id, each);
    }
  }

  #put({ id, schema, name, epoch, definition }: CatalogRow): void {
    this.#run(
      `INSERT INTO object (id, sequence, schema, name, epoch, definition)
       VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM object), ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET schema = excluded.schema, name = excluded.name,
         epoch = excluded.epoch, definition = excluded.definition`,
      id,
      schema,
      name,
      epoch,
      definition,
    );
  }

  close(): void {
    this.#database.close();
  }

  #all<Row>(sql: string): readonly Row[] {
    return this.#prepared(sql).all() as Row[];
  }

  #run(sql: string, ...values: (string | number)[]): Database.RunResult {
    return this.#prepared(sql).run(...values);
  }

  #prepared(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #inTransaction<Result>(work: () => Result): Result {
    return this.#database.transaction(work).immediate();
  }
}

type Edge = { readonly object: string; readonly reads: string };

function openDatabase(path: string): Database.Database {
  const database = new Database(path, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    prepareLayout(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareLayout(database: Database.Database): void {
  const found = Number(database.pragma('user_version', { simple: true }));
  if (found > formatVersion) throw newerFormat(found);
  if (found === formatVersion) return;
  database
    .transaction(() => {
      database.exec(found === 0 ? layout + issuedLayout : fromFirst);
      database.pragma(`user_version = ${formatVersion}`);
    })
    .exclusive();
}

function newerFormat(found: number): SqlError {
  return new SqlError(
    sqlState.objectNotInPrerequisiteState,
    'the catalog was written by a newer version of Millrace',
    {
      detail: `Its format is ${found}; this version reads formats up to ${formatVersion}.`,
      hint: 'Start the newer version, or use another data directory.',
    },
  );
}

function opening<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw translated(error, `could not open the catalog "${path}"`);
  }
}

function writing<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw translated(error, 'could not write the catalog');
  }
}

/** SQLite's complaint as an SqlError; what is not SQLite's passes through. */
function translated(error: unknown, message: string): unknown {
  if (error instanceof TypeError) {
    return new SqlError(sqlState.undefinedFile, message, { detail: `${error.message}.` });
  }
  if (!(error instanceof Database.SqliteError)) return error;
  return new SqlError(stateOf(error.code), message, { detail: `SQLite says: ${error.message}.` });
}

function stateOf(code: string): string {
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return sqlState.objectInUse;
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return sqlState.dataCorrupted;
  if (code === 'SQLITE_FULL') return sqlState.diskFull;
  if (code.startsWith('SQLITE_CONSTRAINT')) return sqlState.internalError;
  return sqlState.ioError;
}
