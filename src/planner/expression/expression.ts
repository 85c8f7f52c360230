import type { Datum, SqlType } from '../../data/sql-type.ts';

/**
 * A bound, typed expression over the columns of one input row: plain data, safe to
 * `structuredClone`. Casts and operators are calls of registered functions; everything with a
 * null or evaluation rule of its own has its own kind.
 */
export type Expression =
  /** Column `index` of the input. */
  | {
      readonly kind: 'column';
      readonly index: number;
      readonly type: SqlType;
      readonly nullable: boolean;
    }
  | {
      readonly kind: 'literal';
      readonly value: Datum;
      readonly type: SqlType;
      readonly nullable: boolean;
    }
  /** A registered scalar function, by the id of one signature (`src/functions/scalar-function.ts`). */
  | {
      readonly kind: 'call';
      readonly function: string;
      readonly arguments: readonly Expression[];
      readonly type: SqlType;
      readonly nullable: boolean;
    }
  /** Three-valued AND and OR over two or more arguments; later ones are not evaluated when an earlier decides. */
  | {
      readonly kind: 'and' | 'or';
      readonly arguments: readonly Expression[];
      readonly type: SqlType;
      readonly nullable: boolean;
    }
  | {
      readonly kind: 'not';
      readonly argument: Expression;
      readonly type: SqlType;
      readonly nullable: boolean;
    }
  /** Searched CASE: only the chosen arm is evaluated. COALESCE and NULLIF are written with it. */
  | {
      readonly kind: 'case';
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression;
      readonly type: SqlType;
      readonly nullable: boolean;
    }
  | {
      readonly kind: 'isNull';
      readonly argument: Expression;
      readonly type: SqlType;
      readonly nullable: boolean;
    };
