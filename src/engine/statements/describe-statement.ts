import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Schema } from '../../data/batch.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { tokenize } from '../../parser/lexer.ts';
import { parse } from '../../parser/parse.ts';
import { withInputs } from '../../planner/bind/statement-inputs.ts';
import { planChanges } from '../../planner/change/plan-change.ts';
import { planInsert } from '../../planner/plan-insert.ts';
import { planQuery } from '../../planner/plan-query.ts';
import { refuseUnplanned } from '../../planner/refuse-unplanned.ts';
import type { DescribeOptions, StatementDescription } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { describe } from './describe.ts';
import { explain } from './explain.ts';
import { show } from './show.ts';

/** What a statement takes and answers, found by planning it with values that stand for its parameters. */
export function describeStatement(
  context: EngineContext,
  sql: string,
  { parameterTypes = [], session = () => undefined, syntaxOnly = false }: DescribeOptions,
): StatementDescription {
  const [first, second] = parse(sql);
  if (first === undefined || second !== undefined) {
    throw new SqlError(
      sqlState.syntaxError,
      'cannot insert multiple commands into a prepared statement',
      {
        position: second?.statement.position,
      },
    );
  }
  if (syntaxOnly) return { kind: 'other', schema: null, parameters: [] };
  refuseUnplanned(first.statement);
  const count = Math.max(parameterCount(sql), parameterTypes.length);
  const asked: (SqlType | null)[] = Array.from({ length: count }, () => null);
  const known = (sample: Datum): Known => {
    const values = Array.from({ length: count }, () => sample);
    const parameters = withInputs(values, { types: parameterTypes, session, asked });
    return describeNode(context, first.statement, parameters);
  };
  const { kind, schema } = sampled(known);
  const parameters = asked.map((type, i): SqlType => parameterTypes[i] ?? type ?? { kind: 'text' });
  return { kind, schema, parameters };
}

type Known = Pick<StatementDescription, 'kind' | 'schema'>;

/** Values that are not NULL suit most places; where a constant made of them fails, NULL may do. */
function sampled(known: (sample: Datum) => Known): Known {
  try {
    return known('1');
  } catch (error) {
    if (!(error instanceof SqlError) || !/^2[23]/.test(error.code)) throw error;
    return known(null);
  }
}

function parameterCount(sql: string): number {
  let count = 0;
  for (const { kind, value } of tokenize(sql)) {
    if (kind === 'parameter') count = Math.max(count, Number(value));
  }
  return count;
}

function describeNode(
  context: EngineContext,
  statement: StatementNode,
  parameters: readonly Datum[],
): Known {
  const planContext = { catalog: context.catalog.reader, parameters } as const;
  switch (statement.kind) {
    case 'query': {
      const isContinuous = statement.query.emit !== null;
      const mode = isContinuous ? 'continuous' : 'once';
      const { output } = planQuery(statement.query, { ...planContext, mode }).physical;
      const { fields, hidden = 0 } = output;
      const schema: Schema = { fields: fields.slice(0, fields.length - hidden) };
      return { kind: isContinuous ? 'continuous' : 'query', schema };
    }
    case 'insert': {
      const { returning } = planInsert(statement, { ...planContext, mode: 'once' });
      const schema = returning === null ? null : { fields: returning.output.fields };
      return { kind: 'insert', schema };
    }
    case 'update':
    case 'delete': {
      const { returning } = planChanges(statement, { ...planContext, mode: 'once' });
      return { kind: 'other', schema: returning === null ? null : { fields: returning } };
    }
    case 'show':
      return { kind: 'other', schema: show(context, statement).schema };
    case 'describe':
      return { kind: 'other', schema: describe(context, statement).schema };
    case 'explain':
      return { kind: 'other', schema: explain(context, statement, { parameters }).schema };
    default:
      return { kind: 'other', schema: null };
  }
}
