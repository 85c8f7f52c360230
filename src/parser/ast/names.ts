import type { Position } from '../../common/sql-error.ts';

/** A possibly qualified name, outermost part first: `public.orders` is ['public', 'orders']. */
export type Name = { readonly parts: readonly string[]; readonly position: Position };

/** A single identifier with its place. */
export type Identifier = { readonly name: string; readonly position: Position };

/** A type as written: base name in lower case ('double precision', 'timestamp'), its numbers. */
export type TypeName = {
  /** An interval that is kept to some fields has them in its name: 'interval year to month'. */
  readonly name: string;
  readonly arguments: readonly number[];
  /** The fields of 'struct' (named), key and value of 'map' (without names); none for other types. */
  readonly members: readonly TypeMember[];
  /** How many `[]` follow. */
  readonly arrayDepth: number;
  readonly position: Position;
};

/** A field of a STRUCT or ROW type; the key or the value of a MAP. */
export type TypeMember = { readonly name: Identifier | null; readonly type: TypeName };

/** One entry of WITH (…): key folded to lower case, value a literal. */
export type Option = {
  readonly key: string;
  readonly value: string | number | boolean;
  readonly position: Position;
};

/** The pattern of a MATCH_RECOGNIZE: a regular expression over its variables. */
export type PatternNode =
  | { readonly kind: 'variable'; readonly name: Identifier; readonly position: Position }
  /** `()`: matches no row at all. */
  | { readonly kind: 'nothing'; readonly position: Position }
  | {
      readonly kind: 'sequence' | 'alternation' | 'permutation';
      readonly parts: readonly PatternNode[];
      readonly position: Position;
    }
  /** `{- … -}`: matched, but not among the rows that come out. */
  | { readonly kind: 'exclusion'; readonly pattern: PatternNode; readonly position: Position }
  /** `A*`, `A+?`, `A{2,5}`; `max` null is no limit, `reluctant` takes as few rows as it can. */
  | {
      readonly kind: 'repetition';
      readonly pattern: PatternNode;
      readonly min: number;
      readonly max: number | null;
      readonly reluctant: boolean;
      readonly position: Position;
    };

/** FOR UPDATE, FOR SHARE and their like. */
export type RowLock = {
  readonly strength: 'update' | 'no key update' | 'share' | 'key share';
  readonly of: readonly Name[];
  readonly wait: 'nowait' | 'skip locked' | null;
  readonly position: Position;
};
