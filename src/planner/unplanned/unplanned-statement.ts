import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { AlterAction, ColumnDefinition, QueryNode, StatementNode } from '../../parser/ast.ts';
import { headOf, type Refusal } from './refusal.ts';

type Node<K extends StatementNode['kind']> = Extract<StatementNode, { kind: K }>;

/** Statements that are refused whatever is in them, and the words that they begin with. */
const kinds: Readonly<Partial<Record<StatementNode['kind'], string>>> = {
  createSource: 'CREATE SOURCE',
  createSink: 'CREATE SINK',
  controlQuery: 'PAUSE',
};

/** What does nearly the same today. */
const instead: Readonly<Partial<Record<StatementNode['kind'], string>>> = {
  createSource: 'CREATE STREAM … WITH (connector = …) reads from a connector.',
};

/** What cannot be run yet about a statement itself; null when it is only in its parts. */
export function unplannedStatement(statement: StatementNode): Refusal | null {
  const what = statement.kind === 'controlQuery' ? undefined : kinds[statement.kind];
  if (what !== undefined) {
    const hint = instead[statement.kind];
    const position = headOf(statement, what);
    return hint === undefined ? { what, position } : { what, position, hint };
  }
  switch (statement.kind) {
    case 'controlQuery': {
      const word = statement.action.toUpperCase();
      return { what: word, position: headOf(statement, word) };
    }
    case 'createStream':
      return statement.query === null ? null : asQuery('STREAM', statement.query);
    case 'createTable':
      return unplannedTable(statement);
    case 'insert':
      return endless('INSERT … SELECT … EMIT', statement.query);
    case 'drop': {
      const isKnown =
        /^(stream|table|view|materialized view|source|schema|index|sequence|function)$/.test(
          statement.object,
        );
      const words = `DROP ${statement.object.toUpperCase()}`;
      return isKnown ? null : { what: words, position: headOf(statement, words) };
    }
    case 'show':
      return unplannedShow(statement);
    case 'explain':
    case 'explainObject':
      return unplannedExplain(statement);
    default:
      return null;
  }
}

/** The error of a step of ALTER that nothing does yet. */
export function refusedAction({ kind, position }: AlterAction): SqlError {
  const words = kind.replace(/[A-Z]/g, ' $&').toUpperCase();
  return new SqlError(sqlState.featureNotSupported, `ALTER … ${words} is not supported yet`, {
    position,
    hint: 'Drop it and create it again.',
  });
}

function asQuery(
  object: string,
  { position }: { readonly position: Refusal['position'] },
): Refusal {
  const hint = 'CREATE MATERIALIZED VIEW … AS keeps the result of a query up to date.';
  return { what: `CREATE ${object} … AS`, position, hint };
}

/** A query that goes on, where rows are written once. */
function endless(what: string, query: QueryNode | null): Refusal | null {
  const emit = query?.emit ?? null;
  if (emit === null) return null;
  const hint =
    'Leave EMIT away to write the rows of now; CREATE MATERIALIZED VIEW … AS keeps the result of a query up to date.';
  return { what, position: emit.position, hint };
}

function unplannedTable(statement: Node<'createTable'>): Refusal | null {
  const { query, watermark, constraints, columns, name, temporary, onCommit } = statement;
  if (onCommit === 'delete rows' || (onCommit === 'drop' && !temporary)) {
    return { what: `ON COMMIT ${onCommit.toUpperCase()}`, position: name.position };
  }
  if (query !== null) return endless('CREATE TABLE … AS … EMIT', query);
  if (watermark !== null) {
    return { what: 'WATERMARK in CREATE TABLE', position: watermark.position };
  }
  const foreignKey = constraints.find(({ kind }) => kind === 'foreignKey');
  if (foreignKey !== undefined) return { what: 'FOREIGN KEY', position: foreignKey.position };
  return columns.length > 0 ? null : { what: 'a table without columns', position: name.position };
}

/** What is not known yet of a column. */
export function unplannedColumn(column: ColumnDefinition): Refusal | null {
  if (column.references !== null) {
    return { what: 'REFERENCES', position: column.references.position };
  }
  return null;
}

function unplannedShow({ what, of, schema, like, position }: Node<'show'>): Refusal | null {
  const isShown = what === 'columns' || /^create (stream|table|(materialized )?view)$/.test(what);
  if (of !== null && !isShown) return { what: `SHOW ${what.toUpperCase()}`, position };
  if (schema !== null) return { what: 'FROM in SHOW', position: schema.position };
  return like === null ? null : { what: 'LIKE in SHOW', position };
}

function unplannedExplain(statement: Node<'explain' | 'explainObject'>): Refusal | null {
  const position = headOf(statement, 'EXPLAIN');
  return statement.mode === 'flink' ? { what: 'EXPLAIN FLINK', position } : null;
}
