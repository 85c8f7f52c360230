import type { Field } from '../data/batch.ts';
import type { Datum } from '../data/sql-type.ts';

/** What the catalog knows of one named relation. */
export type RelationDefinition =
  | StreamDefinition
  | TableDefinition
  | ViewDefinition
  | MaterializedViewDefinition;

type Common = {
  /** Stable and safe for directories: `[a-z0-9_]+`; never reused. */
  readonly id: string;
  readonly name: string;
  readonly fields: readonly Field[];
  /** The statement that made it, in canonical form. */
  readonly sql: string;
};

/** How far a watermark stays behind the greatest value seen of its event-time column. */
export type Watermark = { readonly column: number; readonly delayMicros: number };

export type StreamDefinition = Common & {
  readonly kind: 'stream';
  readonly watermark: Watermark | null;
  readonly partitions: number;
  /** Columns whose values choose the partition. */
  readonly partitionBy: readonly number[];
  /** Values for columns that an insert leaves out; null means NULL. */
  readonly defaults: readonly Datum[];
  /** WITH (…) as given. */
  readonly options: { readonly [key: string]: string | number | boolean };
  /** Where its rows come from: 'nexmark', 'datagen', 'file'; null for a stream that is written to. */
  readonly connector: string | null;
};

export type TableDefinition = Common & {
  readonly kind: 'table';
  /** Columns of the primary key; empty without one. */
  readonly primaryKey: readonly number[];
  readonly defaults: readonly Datum[];
};

/** A name for a query: the planner expands `query` (canonical SQL text of the SELECT) where the name is used. */
export type ViewDefinition = Common & { readonly kind: 'view'; readonly query: string };

export type MaterializedViewDefinition = Common & {
  readonly kind: 'materialized view';
  readonly query: string;
  readonly key: readonly number[] | null;
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
  };
  readonly fromStartMicros: number;
};

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
};
