import type { CatalogView } from '../../catalog/catalog-view.ts';
import { assert } from '../../common/assert.ts';
import type { SessionFacts } from '../../functions/session-facts.ts';
import type { PreparedStatement, Session, SessionOptions, TransactionStatus } from '../api.ts';
import type { TransactionBlock } from '../transaction-block.ts';
import { type Cursor, OpenCursors } from './open-cursors.ts';
import { PreparedStatements } from './prepared-statements.ts';
import {
  databaseName,
  type SessionFunctions,
  sessionFunctions,
  statementTimeoutMs,
} from './session-functions.ts';
import { SessionSchemas } from './session-schemas.ts';
import { SessionSettings } from './settings.ts';

/** What a session keeps at a savepoint besides the changes of rows. */
export type SessionMark = {
  readonly settings: ReadonlyMap<string, string>;
  readonly cursors: ReadonlySet<Cursor>;
};

/** The block of a session. */
export type SessionBlock = TransactionBlock<SessionMark>;

/** What a session is to the engine. */
type SessionPlace = {
  /** Tells it apart from others. */
  readonly number?: number;
  readonly isPassing?: boolean;
  /** Removes its temporary objects. */
  readonly dropTemporary?: (session: EngineSession) => void;
};

/** Who uses the server when nobody says otherwise. */
const nobody = 'millrace';

/** What goes on between the statements of one user. */
export class EngineSession implements Session {
  readonly user: string;
  readonly settings: SessionSettings;
  readonly schemas: SessionSchemas;
  readonly block: SessionBlock;
  /** What functions such as current_user answer. */
  readonly functions: SessionFunctions;
  /** What expressions may know of the session. */
  readonly facts: SessionFacts;
  readonly statements = new PreparedStatements();
  readonly cursors = new OpenCursors();
  readonly reportedSettings: Session['reportedSettings'];
  /** Ends with the text that it was made for: what is begun in it is not kept. */
  readonly isPassing: boolean;
  readonly #dropTemporary: SessionPlace['dropTemporary'];

  /** @throws SqlError 22023, 42704 for settings that it cannot begin with */
  constructor(
    block: SessionBlock,
    options: SessionOptions = {},
    { number = 0, isPassing = false, dropTemporary }: SessionPlace = {},
  ) {
    const { user = nobody, process = 0, settings = [], settingChanged } = options;
    this.user = user;
    this.block = block;
    this.isPassing = isPassing;
    this.#dropTemporary = dropTemporary;
    let isOpen = false;
    const own = new SessionSettings((name, value) => {
      if (isOpen) settingChanged?.(name, value);
    });
    for (const [name, value] of settings) own.begin(name, value);
    own.fix('session_authorization', user);
    isOpen = true;
    this.settings = own;
    const schemas = new SessionSchemas(number, user, () => own.get('search_path') ?? '');
    this.schemas = schemas;
    this.functions = sessionFunctions({
      user,
      process,
      settings: own,
      schema: () => this.catalog.names.path.find((name) => this.catalog.hasSchema(name)) ?? null,
    });
    this.reportedSettings = () => own.reported();
    this.facts = {
      user,
      database: databaseName,
      get searchPath() {
        return schemas.names.path;
      },
      setting: (name) => own.get(name),
    };
  }

  get status(): TransactionStatus {
    return this.block.status;
  }

  /** The catalog by its search path, with what its transaction has changed. */
  get catalog(): CatalogView {
    return this.block.catalog(this.schemas.names);
  }

  /** Removes its temporary objects, soon. */
  dropTemporary(): void {
    if (this.schemas.temporary !== null) this.#dropTemporary?.(this);
  }

  get statementTimeoutMs(): number {
    return statementTimeoutMs(this.settings);
  }

  readonly setting = (name: string): string | null => this.settings.get(name);

  readonly prepare = (name: string, prepared: PreparedStatement): void =>
    this.statements.add(name, prepared);

  readonly prepared = (name: string): PreparedStatement => this.statements.get(name);

  readonly deallocate = (name: string): void => this.statements.delete(name);

  readonly fail = (): void => this.block.fail();

  readonly close = (): void => {
    this.cursors.closeAll();
    this.statements.clear();
    this.block.abandon();
    this.dropTemporary();
  };
}

/** A session as it was made here. */
export function asEngineSession(session: Session | undefined): EngineSession {
  assert(session instanceof EngineSession, 'sessions are made by Engine.openSession');
  return session;
}
