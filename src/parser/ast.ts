import type { Position } from '../common/sql-error.ts';
import type { SessionNode, WriteNode } from './ast/actions.ts';
import type { DefinitionNode } from './ast/definitions.ts';
import type { Identifier, Name, TypeName } from './ast/names.ts';
import type { QueryNode } from './ast/query.ts';

/**
 * The abstract syntax tree: immutable plain data, every node with its place in the text. Names are
 * already folded (unquoted to lower case); nothing is resolved. `print` writes a tree back as
 * canonical SQL. The folder `ast` has the nodes by subject.
 */

export type {
  Assignment,
  CopyOption,
  FetchDirection,
  OnConflict,
  SessionNode,
  WriteNode,
} from './ast/actions.ts';
export type {
  AddedConstraint,
  AlterAction,
  ColumnDefinition,
  DefinitionNode,
  FunctionParameter,
  GeneratedColumn,
  ObjectKind,
  Reference,
  ReferentialAction,
  SequenceOption,
  TableConstraint,
  WatermarkDefinition,
} from './ast/definitions.ts';
export type {
  Identifier,
  Name,
  Option,
  PatternNode,
  RowLock,
  TypeMember,
  TypeName,
} from './ast/names.ts';
export type { BinaryOperator, UnaryOperator } from './ast/operators.ts';
export type {
  CommonTable,
  EmitNode,
  ExpressionNode,
  FrameBound,
  FrameNode,
  GroupingNode,
  JoinWithin,
  MatchMeasure,
  MatchNode,
  OrderItem,
  QueryNode,
  RelationNode,
  SelectInto,
  SelectItem,
  SelectNode,
  SetOperationNode,
  ValuesNode,
  WindowClause,
  WindowReference,
  WindowSpecification,
} from './ast/query.ts';

export type StatementNode =
  | { readonly kind: 'query'; readonly query: QueryNode; readonly position: Position }
  | DefinitionNode
  | WriteNode
  | SessionNode
  | {
      readonly kind: 'explain';
      readonly mode: 'logical' | 'steps' | 'physical' | 'flink';
      /** EXPLAIN ANALYZE: runs the statement, or looks at what runs already. */
      readonly analyze: boolean;
      readonly format: 'text' | 'json';
      readonly statement: StatementNode;
      readonly position: Position;
    }
  /** EXPLAIN of a view, a sink or a running query by its name. */
  | {
      readonly kind: 'explainObject';
      readonly mode: 'logical' | 'steps' | 'physical' | 'flink';
      readonly analyze: boolean;
      readonly format: 'text' | 'json';
      readonly name: Name;
      readonly position: Position;
    }
  | {
      readonly kind: 'prepare';
      readonly name: Identifier;
      readonly types: readonly TypeName[];
      readonly statement: StatementNode;
      readonly position: Position;
    };

/** One statement of a text, with where it begins and ends (UTF-16 offsets, for slicing the source). */
export type ParsedStatement = {
  readonly statement: StatementNode;
  readonly start: number;
  readonly end: number;
};
