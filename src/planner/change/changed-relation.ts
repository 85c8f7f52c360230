import type {
  RelationDefinition,
  StreamDefinition,
  TableDefinition,
} from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Name } from '../../parser/ast.ts';

const hints: Readonly<Record<Exclude<RelationDefinition['kind'], 'table'>, string>> = {
  stream: 'Rows of a stream are appended and never changed; retention removes them.',
  view: 'Change the tables that it reads.',
  'materialized view': 'Change the tables that it reads.',
};

/** The table that rows are changed in. @throws SqlError 42809 for what is none */
export function changedTable(
  relation: RelationDefinition,
  verb: 'update' | 'delete from' | 'truncate',
  { position }: Name,
): TableDefinition {
  if (relation.kind === 'table') return relation;
  throw new SqlError(
    sqlState.wrongObjectType,
    `cannot ${verb} ${relation.kind} "${relation.name}"`,
    { hint: hints[relation.kind], position },
  );
}

/** The stream or table that rows are put into. @throws SqlError 42809 for what takes none */
export function insertedRelation(
  relation: RelationDefinition,
  { position }: Name,
): StreamDefinition | TableDefinition {
  if (relation.kind === 'stream' || relation.kind === 'table') return relation;
  throw new SqlError(
    sqlState.wrongObjectType,
    `cannot insert into ${relation.kind} "${relation.name}"`,
    { hint: 'Insert into the streams and tables that it reads.', position },
  );
}
