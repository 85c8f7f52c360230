import type { JsonTree } from '../../../data/json-tree.ts';

/** A SQL/JSON path taken apart (PostgreSQL manual, 9.16.2). */
export type JsonPath = { readonly strict: boolean; readonly root: PathNode };

/** What answers a sequence of JSON values. */
export type PathNode =
  /** `$` and `@`. */
  | { readonly kind: 'root' | 'current' }
  | { readonly kind: 'literal'; readonly value: JsonTree }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'step'; readonly of: PathNode; readonly step: PathStep }
  | { readonly kind: 'unary'; readonly operator: '+' | '-'; readonly operand: PathNode }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '/' | '%';
      readonly left: PathNode;
      readonly right: PathNode;
    }
  | { readonly kind: 'predicate'; readonly predicate: Predicate };

/** What follows a path. */
export type PathStep =
  | { readonly kind: 'member'; readonly key: string }
  | { readonly kind: 'anyMember' | 'anyElement' }
  /** `**`, `**{2}`, `**{1 to last}`: what lies so many levels below; null is the last level. */
  | { readonly kind: 'anyDepth'; readonly from: number | null; readonly to: number | null }
  | { readonly kind: 'elements'; readonly ranges: readonly PathRange[] }
  | { readonly kind: 'filter'; readonly predicate: Predicate }
  | { readonly kind: 'method'; readonly name: PathMethod };

export type PathMethod =
  | 'type'
  | 'size'
  | 'keyvalue'
  | 'double'
  | 'number'
  | 'decimal'
  | 'integer'
  | 'bigint'
  | 'boolean'
  | 'string'
  | 'ceiling'
  | 'floor'
  | 'abs';

/** `[from to to]`; without `to`, one place. `last` is the last place, less an offset. */
export type PathRange = { readonly from: PathPlace; readonly to: PathPlace | null };
export type PathPlace = { readonly last: boolean; readonly offset: number };

/** What is true, false or unknown. */
export type Predicate =
  | { readonly kind: 'and' | 'or'; readonly left: Predicate; readonly right: Predicate }
  | { readonly kind: 'not' | 'isUnknown'; readonly operand: Predicate }
  | {
      readonly kind: 'compare';
      readonly operator: '==' | '<>' | '<' | '<=' | '>' | '>=';
      readonly left: PathNode;
      readonly right: PathNode;
    }
  | { readonly kind: 'exists'; readonly path: PathNode }
  | {
      readonly kind: 'regex';
      readonly path: PathNode;
      readonly pattern: string;
      readonly flags: string;
    }
  | { readonly kind: 'startsWith'; readonly path: PathNode; readonly prefix: PathNode };
