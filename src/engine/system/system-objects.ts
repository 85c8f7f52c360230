import type { CatalogView } from '../../catalog/catalog-view.ts';
import type {
  FunctionDefinition,
  RelationDefinition,
  SequenceDefinition,
  SystemRelation,
} from '../../catalog/definition.ts';
import type { Field } from '../../data/batch.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { EngineContext } from '../engine-context.ts';

/** The owner of everything. */
export const ownerName = 'millrace';

/** The one database. */
export const databaseName = 'millrace';

/** PostgreSQL's numbers for what it always has, and ours for what comes with the server. */
export const systemOids = {
  owner: 10,
  database: 16_383,
  tablespace: 1663,
  /** Access methods: how rows are kept. */
  heap: 2,
  btree: 403,
  hash: 405,
  stream: 13_500,
  view: 13_501,
  classOfRelations: 1259,
  classOfTypes: 1247,
  classOfFunctions: 1255,
  classOfSchemas: 2615,
  classOfDatabases: 1262,
  classOfConstraints: 2606,
  classOfRoles: 1260,
  classOfRewrites: 2618,
} as const;

/** A schema. */
export type SystemSchema = {
  readonly oid: number;
  readonly name: string;
  readonly docs: string | null;
};

/** PostgreSQL's letter for a kind of relation; streams pass for tables, which they are read like. */
export type Relkind = 'r' | 'v' | 'm' | 'i' | 'S';

/** Something that pg_class has a row for, but for indexes. */
export type SystemObject = {
  readonly oid: number;
  readonly schema: SystemSchema;
  readonly name: string;
  readonly relkind: Relkind;
  readonly kind: RelationDefinition['kind'] | SystemRelation['kind'] | 'sequence';
  readonly fields: readonly Field[];
  /** The columns of its key, in order; none where rows are not known by a key. */
  readonly key: readonly number[];
  /** What a column is when an insert leaves it out, or always, as SQL; null for NULL. */
  readonly defaultOf: (column: number) => string | null;
  /** Whether a column is computed of others. */
  readonly isGenerated: (column: number) => boolean;
  /** PostgreSQL's letter of an identity: a always, d by default; none for others. */
  readonly identityOf: (column: number) => 'a' | 'd' | '';
  /** The query of a view; null for others. */
  readonly query: string | null;
  /** What is said of it and of its columns. */
  readonly docs: string | null;
  readonly docsOf: (column: number) => string | null;
  /** Null for the system's own. */
  readonly definition: RelationDefinition | SequenceDefinition | null;
  readonly options: readonly string[];
  /** Rows at this moment, or an estimate; −1 when nobody knows. */
  readonly rows: () => number;
  readonly bytes: () => number;
};

/** An index of a relation, as pg_index has it. */
export type SystemIndex = {
  readonly oid: number;
  readonly name: string;
  readonly on: SystemObject;
  readonly columns: readonly number[];
  readonly isUnique: boolean;
  readonly isPrimary: boolean;
  /** Whether it is there for a constraint, and dropped with it. */
  readonly isOfConstraint: boolean;
};

/** A constraint of a table, as pg_constraint has it. */
export type SystemConstraint = {
  readonly oid: number;
  readonly name: string;
  readonly kind: 'p' | 'u' | 'c' | 'f';
  readonly on: SystemObject;
  readonly columns: readonly number[];
  readonly index: SystemIndex | null;
  /** Of a foreign key: the relation and the columns that it refers to. */
  readonly references: { readonly to: SystemObject; readonly columns: readonly number[] } | null;
  /** As `pg_get_constraintdef` writes it. */
  readonly text: string;
};

/** What the session of whoever asks is like. */
export type SystemSession = {
  readonly user: string;
  /** The schemas whose names need no schema before them, in order; pg_catalog is always among them. */
  readonly searchPath: readonly string[];
  readonly settings: () => readonly (readonly [name: string, value: string])[];
};

/** All that rows of the system's relations are made of, as it is at one moment. */
export type SystemObjects = {
  readonly context: EngineContext;
  /** The catalog as whoever asks sees it. */
  readonly view: CatalogView;
  readonly session: SystemSession;
  readonly schemas: readonly SystemSchema[];
  /** Relations of people first, then the system's own. */
  readonly relations: readonly SystemObject[];
  readonly indexes: readonly SystemIndex[];
  /** What people have made with CREATE FUNCTION. */
  readonly functions: readonly FunctionDefinition[];
  readonly constraints: readonly SystemConstraint[];
  /** Structs and maps among the types of columns. */
  readonly madeTypes: readonly SqlType[];
  readonly relationOf: (oid: number) => SystemObject | null;
  readonly oidOf: (relation: SystemRelation) => number;
};
