import type { Position } from '../../common/sql-error.ts';
import type { Identifier, Name, Option } from './names.ts';
import type { CommonTable, ExpressionNode, QueryNode, RelationNode, SelectItem } from './query.ts';

type Placed = { readonly position: Position };

/** `a = 1`; `(a, b) = (1, 2)` has several columns and a row, or a query, as value. */
export type Assignment = Placed & {
  readonly columns: readonly Identifier[];
  readonly value: ExpressionNode;
};

export type OnConflict = Placed & {
  /** The columns of the key; empty where none are told. */
  readonly columns: readonly Identifier[];
  readonly action:
    | { readonly kind: 'nothing' }
    | {
        readonly kind: 'update';
        readonly assignments: readonly Assignment[];
        readonly where: ExpressionNode | null;
      };
};

/** The statements that change rows. */
export type WriteNode =
  | (Placed & {
      readonly kind: 'insert';
      readonly with: readonly CommonTable[];
      readonly recursive: boolean;
      readonly into: Name;
      readonly alias: Identifier | null;
      readonly columns: readonly Identifier[];
      /** Whose values count where a column makes its own; left out where nothing is said. */
      readonly overriding?: 'system' | 'user';
      /** null for a query; no rows at all for DEFAULT VALUES. */
      readonly rows: readonly (readonly ExpressionNode[])[] | null;
      readonly query: QueryNode | null;
      readonly onConflict: OnConflict | null;
      readonly returning: readonly SelectItem[];
    })
  | (Placed & {
      readonly kind: 'update';
      readonly with: readonly CommonTable[];
      readonly recursive: boolean;
      readonly table: Name;
      readonly alias: Identifier | null;
      readonly assignments: readonly Assignment[];
      readonly from: RelationNode | null;
      readonly where: ExpressionNode | null;
      readonly returning: readonly SelectItem[];
    })
  | (Placed & {
      readonly kind: 'delete';
      readonly with: readonly CommonTable[];
      readonly recursive: boolean;
      readonly table: Name;
      readonly alias: Identifier | null;
      readonly using: RelationNode | null;
      readonly where: ExpressionNode | null;
      readonly returning: readonly SelectItem[];
    })
  | (Placed & { readonly kind: 'truncate'; readonly names: readonly Name[] })
  /** COPY of a relation or a query, to or from a file on the server, STDIN or STDOUT. */
  | (Placed & {
      readonly kind: 'copy';
      readonly relation: Name | null;
      readonly query: QueryNode | null;
      readonly columns: readonly Identifier[];
      readonly direction: 'from' | 'to';
      /** null is STDIN or STDOUT. */
      readonly path: string | null;
      /** As in `WITH (format csv, header)`; a key alone is true, several words are one list. */
      readonly options: readonly CopyOption[];
      readonly where: ExpressionNode | null;
    });

export type CopyOption = Placed & {
  readonly key: string;
  readonly value: string | number | boolean | readonly string[];
};

/** One of the modes of BEGIN and SET TRANSACTION, in lower case: 'read only', 'isolation level serializable', … */
export type TransactionMode = string;

export type FetchDirection =
  | { readonly kind: 'forward' | 'backward' | 'absolute' | 'relative'; readonly count: number }
  | { readonly kind: 'all' | 'backward all' | 'first' | 'last' };

/** What a session is told, and what it asks of running queries. */
export type SessionNode =
  | (Placed & { readonly kind: 'begin'; readonly modes: readonly TransactionMode[] })
  | (Placed & { readonly kind: 'commit'; readonly chain: boolean })
  | (Placed & { readonly kind: 'rollback'; readonly chain: boolean })
  | (Placed & {
      readonly kind: 'savepoint' | 'releaseSavepoint' | 'rollbackToSavepoint';
      readonly name: Identifier;
    })
  | (Placed & {
      readonly kind: 'setTransaction';
      /** SET SESSION CHARACTERISTICS: for all that come. */
      readonly session: boolean;
      readonly modes: readonly TransactionMode[];
    })
  /** SET; TIME ZONE is the setting timezone. `values` null is DEFAULT. */
  | (Placed & {
      readonly kind: 'set';
      readonly name: string;
      readonly local: boolean;
      readonly values: readonly (string | number)[] | null;
    })
  /** RESET of a setting; null is all of them. */
  | (Placed & { readonly kind: 'reset'; readonly name: string | null })
  | (Placed & {
      readonly kind: 'discard';
      readonly what: 'all' | 'plans' | 'sequences' | 'temporary';
    })
  | (Placed & { readonly kind: 'deallocate'; readonly name: Identifier | null })
  | (Placed & {
      readonly kind: 'execute';
      readonly name: Identifier;
      readonly arguments: readonly ExpressionNode[];
    })
  | (Placed & {
      readonly kind: 'declareCursor';
      readonly name: Identifier;
      readonly binary: boolean;
      readonly insensitive: boolean | null;
      readonly scroll: boolean | null;
      readonly hold: boolean;
      readonly query: QueryNode;
    })
  | (Placed & {
      readonly kind: 'fetch';
      /** MOVE: goes there without giving rows. */
      readonly move: boolean;
      readonly direction: FetchDirection;
      readonly cursor: Identifier;
    })
  /** CLOSE of a cursor; null is all of them. */
  | (Placed & { readonly kind: 'closeCursor'; readonly cursor: Identifier | null })
  /**
   * SHOW STREAMS, TABLES, VIEWS, MATERIALIZED VIEWS, QUERIES, FUNCTIONS, SOURCES, and SHOW setting.
   * 'columns', 'indexes' and 'create view' (and its like) are `of` a relation.
   */
  | (Placed & {
      readonly kind: 'show';
      readonly what: string;
      readonly of: Name | null;
      /** The schema, behind FROM or IN. */
      readonly schema: Name | null;
      readonly like: string | null;
    })
  | (Placed & { readonly kind: 'describe'; readonly name: Name; readonly extended: boolean })
  | (Placed & { readonly kind: 'flush'; readonly names: readonly Name[] })
  /** What looks after stored rows elsewhere; no names are all of them. */
  | (Placed & {
      readonly kind: 'upkeep';
      readonly command: 'vacuum' | 'analyze' | 'cluster' | 'reindex' | 'checkpoint';
      /** What REINDEX is of; null for tables, and for the others. */
      readonly object: 'table' | 'index' | 'schema' | 'database' | 'system' | null;
      readonly names: readonly Name[];
    })
  | (Placed & {
      readonly kind: 'lock';
      readonly names: readonly Name[];
      /** In lower case: 'access share', 'exclusive', … */
      readonly mode: string;
    })
  /** GRANT and REVOKE, word by word. */
  | (Placed & {
      readonly kind: 'privileges';
      readonly command: 'grant' | 'revoke';
      readonly words: readonly { readonly value: string; readonly isQuoted: boolean }[];
    })
  /** PAUSE, RESUME, TERMINATE QUERY; no names are ALL. */
  | (Placed & {
      readonly kind: 'controlQuery';
      readonly action: 'pause' | 'resume' | 'terminate';
      readonly names: readonly Name[];
    })
  | (Placed & {
      readonly kind: 'subscribe';
      readonly relation: Name | null;
      readonly query: QueryNode | null;
      readonly options: readonly Option[];
      readonly asOf: ExpressionNode | null;
    });
