import type {
  CatalogReader,
  FunctionDefinition,
  FunctionParameter,
} from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { ExpressionNode, QueryNode, StatementNode } from '../../parser/ast.ts';
import { parseQuery } from '../../parser/parse.ts';
import { print, printExpression, printQuery } from '../../parser/print.ts';
import { mapNodes } from '../../parser/trees.ts';
import type { PlanContext } from '../api.ts';
import { bindType } from '../bind/bind-type.ts';
import { planQuery } from '../plan-query.ts';
import { storedBody } from './stored-query.ts';

type CreateFunction = Extract<StatementNode, { kind: 'createFunction' }>;

/** A function as the catalog keeps it, and the ids of what it needs. */
export type DefinedFunction = {
  readonly made: Omit<FunctionDefinition, 'id'>;
  readonly reads: readonly string[];
};

/** A name that nobody can call the function by that is checked. */
const trial = ' trial';

/** Languages that people may ask for, and that nothing runs. */
const foreign: ReadonlySet<string> = new Set([
  ...['javascript', 'js', 'plpgsql', 'plv8', 'python', 'plpython3u', 'java', 'c', 'rust', 'wasm'],
]);

/**
 * What the catalog is to know of a function. Its body is bound once, with arguments of its types.
 * @throws SqlError 42P13, 0A000, and what the body raises, with the place in it
 */
export function defineFunction(statement: CreateFunction, context: PlanContext): DefinedFunction {
  refuseForms(statement);
  const { returns, name, strict } = statement;
  if (returns === null) {
    throw invalid('function result type must be specified', name.position);
  }
  const parameters = parametersOf(statement);
  const shift = statement.bodyPlace?.position ?? null;
  const body = inBody(shift, () => printQuery(storedBody(queryOf(statement), context)));
  const made: Omit<FunctionDefinition, 'id'> = {
    kind: 'function',
    name: name.parts.at(-1) as string,
    parameters,
    returns: bindType(returns),
    body,
    isStrict: strict,
    sql: print(statement),
  };
  const written = typeof statement.body === 'string' ? withoutEnd(statement.body) : body;
  const tried = { ...made, id: trial, body: written };
  const reads = inBody(shift, () => needsOf({ ...tried, returns: null }, statement, context));
  checkResult(tried, statement, context);
  return { made, reads };
}

function refuseForms(statement: CreateFunction): void {
  const { language, body, parameters, name, returnsSet } = statement;
  if (language === null && typeof body === 'string') {
    throw invalid('no language specified', name.position);
  }
  if (language !== null && language !== 'sql') throw otherLanguage(language, name.position);
  if (returnsSet) {
    throw new SqlError(
      sqlState.featureNotSupported,
      'functions that return rows are not supported yet',
      { hint: 'CREATE VIEW names a query.', position: name.position },
    );
  }
  const variadic = parameters.find((each) => each.variadic);
  if (variadic !== undefined) {
    throw new SqlError(
      sqlState.featureNotSupported,
      'VARIADIC in CREATE FUNCTION is not supported yet',
      { hint: 'Take an array.', position: variadic.position },
    );
  }
}

function otherLanguage(language: string, position: Position): SqlError {
  if (!foreign.has(language)) {
    return new SqlError('42704', `language "${language}" does not exist`, {
      hint: 'Functions are written in LANGUAGE sql.',
      position,
    });
  }
  return new SqlError(
    sqlState.featureNotSupported,
    `functions in language ${language} are not supported yet`,
    { hint: 'Functions are written in LANGUAGE sql: one SELECT, or RETURN expression.', position },
  );
}

/** @throws SqlError 42P13 for names given twice and for defaults before parameters without */
function parametersOf({ parameters }: CreateFunction): readonly FunctionParameter[] {
  const seen = new Set<string>();
  let hasDefault = false;
  for (const { name, default: value, position } of parameters) {
    if (name !== null && seen.has(name.name)) {
      throw invalid(`parameter name "${name.name}" used more than once`, name.position);
    }
    if (name !== null) seen.add(name.name);
    if (value === null && hasDefault) {
      const message = 'input parameters after one with a default value must also have defaults';
      throw invalid(message, position);
    }
    hasDefault ||= value !== null;
  }
  return parameters.map(({ name, type, default: value }) => ({
    name: name?.name ?? null,
    type: bindType(type),
    default: value === null ? null : printExpression(value),
  }));
}

/** The body as a query. @throws SqlError 42601 with the place in the body */
function queryOf({ body }: CreateFunction): QueryNode {
  if (typeof body !== 'string') return parseQuery(`SELECT ${printExpression(body)}`);
  return parseQuery(withoutEnd(body));
}

function withoutEnd(body: string): string {
  return body.replace(/;\s*$/, '');
}

/**
 * What the function reads and calls: asked for by a call of it.
 * @throws SqlError what the body raises, 42P13 when it has another type than is said
 */
function needsOf(
  made: FunctionDefinition,
  { parameters, name: { position } }: CreateFunction,
  context: PlanContext,
): readonly string[] {
  const call: ExpressionNode = {
    kind: 'call',
    name: { parts: [trial], position },
    arguments: parameters.map(({ type }) => {
      return { kind: 'cast', operand: { kind: 'null', position }, type, position } as const;
    }),
    ...{ distinct: false, variadic: false, orderBy: [], withinGroup: [], filter: null },
    ...{ nulls: null, over: null, position },
  };
  const { catalog } = context;
  const functions: CatalogReader['functions'] = (parts) =>
    parts.length === 1 && parts[0] === trial ? [made] : (catalog.functions?.(parts) ?? []);
  const asked = mapNodes(parseQuery('SELECT NULL'), (node) =>
    'kind' in node && node.kind === 'null' ? call : null,
  );
  const { reads } = planQuery(asked, { ...context, catalog: { ...catalog, functions } });
  return reads.filter((id) => id !== trial);
}

/** @throws SqlError 42P13 when the body does not have the type that is said */
function checkResult(
  made: FunctionDefinition,
  statement: CreateFunction,
  context: PlanContext,
): void {
  try {
    needsOf(made, statement, context);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw invalid(error.message, statement.name.position);
  }
}

/** Errors of the body stand where it does; of a body that is printed anew, nowhere. */
function inBody<Result>(start: Position | null, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { code, message, detail, hint, position } = error;
    throw new SqlError(code, message, { detail, hint, position: moved(position, start) });
  }
}

function moved(position: Position | undefined, start: Position | null): Position | undefined {
  if (position === undefined || start === null) return undefined;
  const { line, column, length } = position;
  return {
    line: start.line + line - 1,
    column: line === 1 ? start.column + column - 1 : column,
    length,
  };
}

function invalid(message: string, position: Position): SqlError {
  return new SqlError('42P13', message, { position });
}
