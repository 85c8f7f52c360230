import type { Field } from '../data/batch.ts';
import type { Datum, SqlType } from '../data/sql-type.ts';

/** What the catalog knows of one named relation. */
export type RelationDefinition =
  | StreamDefinition
  | TableDefinition
  | ViewDefinition
  | MaterializedViewDefinition;

/** What the catalog knows of anything that has a name. */
export type CatalogObject =
  | RelationDefinition
  | IndexDefinition
  | SequenceDefinition
  | FunctionDefinition
  | SchemaDefinition;

/** What every object has. */
type Named = {
  /** Stable and safe for directories: `[a-z0-9_]+`; never reused. */
  readonly id: string;
  readonly name: string;
  /** The schema that it is in; `public` when left out. */
  readonly schema?: string;
  /** Who it belongs to; the one user when left out. */
  readonly owner?: string;
  /** What COMMENT ON says of it; nothing when left out. */
  readonly docs?: string;
};

type Common = Named & {
  readonly fields: readonly Field[];
  /** The statement that made it, in canonical form. */
  readonly sql: string;
  /** What COMMENT ON COLUMN says, by the name of the column. */
  readonly columnDocs?: { readonly [column: string]: string };
};

/** What streams and tables have that rows are written to. */
type Written = {
  /** Values for columns that an insert leaves out; null means NULL, or that `defaultSql` says it. */
  readonly defaults: readonly Datum[];
  /** By column the expression of a default that is no constant, as SQL; none when left out. */
  readonly defaultSql?: readonly (string | null)[];
  /** By column the expression of GENERATED ALWAYS AS … STORED; none when left out. */
  readonly generated?: readonly (string | null)[];
  /** By column whether it is an identity; none when left out. */
  readonly identity?: readonly ('always' | 'by default' | null)[];
  readonly checks?: readonly CheckConstraint[];
  /** Where columns lie in the log once some were added or dropped; one after the other when left out. */
  readonly layout?: ColumnLayout;
};

/** The numbers of columns in stored bodies: a column keeps its own for good, and none is given twice. */
export type ColumnLayout = {
  /** By column. */
  readonly slots: readonly number[];
  /** The number of the next column that comes. */
  readonly nextSlot: number;
  /** By column what rows have that were written before it came. */
  readonly missing: readonly Datum[];
};

/** CHECK (condition): rows for which it is false are refused. */
export type CheckConstraint = { readonly name: string; readonly sql: string };

/** UNIQUE (columns), or a unique index: no two rows have the same values, NULL aside. */
export type UniqueConstraint = { readonly name: string; readonly columns: readonly number[] };

/** FOREIGN KEY (columns) REFERENCES a table by its id. */
export type ForeignKey = {
  readonly name: string;
  readonly columns: readonly number[];
  readonly table: string;
  /** Columns of the other table, its primary key or unique. */
  readonly references: readonly number[];
};

/** How far a watermark stays behind the greatest value seen of its event-time column. */
export type Watermark = { readonly column: number; readonly delayMicros: number };

export type StreamDefinition = Common &
  Written & {
    readonly kind: 'stream';
    readonly watermark: Watermark | null;
    readonly partitions: number;
    /** Columns whose values choose the partition. */
    readonly partitionBy: readonly number[];
    /** WITH (…) as given. */
    readonly options: { readonly [key: string]: string | number | boolean };
    /** Where its rows come from: 'nexmark', 'datagen', 'file'; null for a stream that is written to. */
    readonly connector: string | null;
  };

export type TableDefinition = Common &
  Written & {
    readonly kind: 'table';
    /** Columns of the primary key; empty without one. */
    readonly primaryKey: readonly number[];
    /** The name of the primary key where it is not that of the table with `_pkey`. */
    readonly keyName?: string;
    readonly uniques?: readonly UniqueConstraint[];
    readonly foreignKeys?: readonly ForeignKey[];
    /** WITH (…) as given; none when left out. */
    readonly options?: { readonly [key: string]: string | number | boolean };
  };

/** What views have that stand for a query. */
type Queried = {
  /** Canonical SQL text of the SELECT; names without a schema are in `public`. */
  readonly query: string;
  /** By relation that it reads the columns that `*` stands for; all of them where one is left out. */
  readonly shapes?: ViewShapes;
};

/** By id of a relation the names of its columns as they were when a query was written. */
export type ViewShapes = { readonly [id: string]: readonly string[] };

/** A name for a query: the planner expands `query` where the name is used. */
export type ViewDefinition = Common & Queried & { readonly kind: 'view' };

export type MaterializedViewDefinition = Common &
  Queried & {
    readonly kind: 'materialized view';
    readonly key: readonly number[] | null;
    /** The time zone of the session that made it, which its query goes by; UTC when left out. */
    readonly timeZone?: string;
    readonly mode: 'append' | 'updating';
    /** Columns that follow event time; none when left out. */
    readonly times?: readonly TimeColumn[];
  };

/** A column of a view by which windows and joins over the view close. */
export type TimeColumn = {
  readonly column: number;
  /**
   * How far behind the view's watermark the values of changes to come may lie: they are at least
   * the watermark less this, or greater than that where the column is a place of a window.
   */
  readonly lagMicros: number;
  readonly place: WindowPlace | null;
};

/** A time at a fixed distance from the start of a window that holds the row, such as window_end. */
export type WindowPlace = {
  /** Equal for all places of one window. */
  readonly number: number;
  readonly window: {
    readonly sizeMicros: number;
    readonly slideMicros: number;
    readonly offsetMicros: number;
    /** Set where the end is at no fixed distance from the start; `sizeMicros` is then the greatest, and stands for the end. */
    readonly form?: 'calendar' | 'cumulating' | 'session';
  };
  readonly fromStartMicros: number;
};

/** CREATE INDEX: where rows of a table or materialized view are found by some columns. */
export type IndexDefinition = Named & {
  readonly kind: 'index';
  /** The id of the relation. */
  readonly on: string;
  readonly columns: readonly number[];
  readonly isUnique: boolean;
  readonly sql: string;
};

/** A sequence of numbers; how far it has come is kept beside the definition. */
export type SequenceDefinition = Named & {
  readonly kind: 'sequence';
  readonly type: 'smallint' | 'integer' | 'bigint';
  readonly start: bigint;
  readonly increment: bigint;
  readonly min: bigint;
  readonly max: bigint;
  readonly cycle: boolean;
  readonly sql: string;
  /** The column that it numbers and is dropped with; null for one on its own. */
  readonly ownedBy: { readonly table: string; readonly column: string } | null;
};

/** CREATE FUNCTION … LANGUAGE sql: calls are replaced by what it stands for. */
export type FunctionDefinition = Named & {
  readonly kind: 'function';
  readonly parameters: readonly FunctionParameter[];
  /** Null for the type that the body has. */
  readonly returns: SqlType | null;
  /** An expression or a SELECT, as SQL; parameters go by name or by `$1`. */
  readonly body: string;
  readonly isStrict: boolean;
  readonly sql: string;
};

export type FunctionParameter = {
  readonly name: string | null;
  readonly type: SqlType;
  /** What stands for it where a call leaves it out, as SQL; null where none may. */
  readonly default: string | null;
};

/** CREATE SCHEMA. `public` is always there. */
export type SchemaDefinition = Named & { readonly kind: 'schema' };

/** A relation of the system's own: its rows are made when a statement reads it. */
export type SystemRelation = {
  readonly kind: 'system';
  /** Schema and name: 'pg_catalog.pg_class'. */
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly fields: readonly Field[];
  /** So many of the fields, from the first, are what `*` stands for. */
  readonly starred: number;
};

/** What the planner may ask of a catalog. */
export type CatalogReader = {
  /** The relation of that name (parts outermost first), or null. */
  readonly find: (parts: readonly string[]) => RelationDefinition | null;
  /** All relation names, for «did you mean». */
  readonly names: () => readonly string[];
  /** The relation of the system of that name, or null; left out where there are none. */
  readonly system?: (parts: readonly string[]) => SystemRelation | null;
  /** The same for stored texts, whose names do not depend on who reads them; itself when left out. */
  readonly stored?: CatalogReader;
  /** The functions of that name that people have made; none when left out. */
  readonly functions?: (parts: readonly string[]) => readonly FunctionDefinition[];
};
