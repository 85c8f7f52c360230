import Database from 'better-sqlite3';
import { SqlError, sqlState } from '../common/sql-error.ts';

/** The layout of the file, kept in SQLite's `user_version`. */
const formatVersion = 1;

/** Ids come from one sequence: AUTOINCREMENT never hands out a number twice, not even after deletes. */
const layout = `
  CREATE TABLE relation (
    id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    name TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    definition TEXT NOT NULL
  ) STRICT;
  CREATE TABLE dependency (
    relation TEXT NOT NULL REFERENCES relation (id),
    reads TEXT NOT NULL REFERENCES relation (id),
    PRIMARY KEY (relation, reads)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE issued (number INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
`;

/** A relation as the file holds it: `epoch` is the one its DDL took effect at, `reads` are ids. */
export type CatalogRow = {
  readonly id: string;
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

  /** @throws SqlError 55000 for a newer format, 55006 when in use, XX001 when damaged, 58030. */
  constructor(path: string) {
    this.#database = opening(path, () => openDatabase(path));
  }

  /** All relations, oldest first: a relation comes after everything that it reads. */
  readAll(): readonly CatalogRow[] {
    const reads = new Map<string, string[]>();
    for (const edge of this.#all<Edge>('SELECT relation, reads FROM dependency')) {
      const list = reads.get(edge.relation);
      if (list === undefined) reads.set(edge.relation, [edge.reads]);
      else list.push(edge.reads);
    }
    const rows = this.#all<Omit<CatalogRow, 'reads'>>(
      'SELECT id, name, epoch, definition FROM relation ORDER BY sequence',
    );
    return rows.map((row) => ({ ...row, reads: reads.get(row.id) ?? [] }));
  }

  /** The next number of the sequence: durable, and never given again. */
  issueNumber(): number {
    return writing(() =>
      this.#inTransaction(() => {
        const { lastInsertRowid } = this.#run('INSERT INTO issued DEFAULT VALUES');
        this.#run('DELETE FROM issued');
        return Number(lastInsertRowid);
      }),
    );
  }

  insert(row: CatalogRow): void {
    writing(() =>
      this.#inTransaction(() => {
        this.#run(
          `INSERT INTO relation (id, sequence, name, epoch, definition)
           VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM relation), ?, ?, ?)`,
          row.id,
          row.name,
          row.epoch,
          row.definition,
        );
        for (const reads of row.reads) {
          this.#run('INSERT INTO dependency (relation, reads) VALUES (?, ?)', row.id, reads);
        }
      }),
    );
  }

  remove(ids: readonly string[]): void {
    writing(() =>
      this.#inTransaction(() => {
        for (const id of ids) this.#run('DELETE FROM dependency WHERE relation = ?', id);
        for (const id of ids) this.#run('DELETE FROM relation WHERE id = ?', id);
      }),
    );
  }

  close(): void {
    this.#database.close();
  }

  #all<Row>(sql: string): readonly Row[] {
    return this.#database.prepare<[], Row>(sql).all();
  }

  #run(sql: string, ...values: (string | number)[]): Database.RunResult {
    return this.#database.prepare(sql).run(...values);
  }

  #inTransaction<Result>(work: () => Result): Result {
    return this.#database.transaction(work).immediate();
  }
}

type Edge = { readonly relation: string; readonly reads: string };

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
      database.exec(layout);
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
