import type { Datum } from '../data/sql-type.ts';
import { withInputs } from '../planner/bind/statement-inputs.ts';
import type { ExecuteOptions } from './api.ts';
import { EngineSession } from './session/session.ts';

/** The parameters of a statement, with their types and what else the binder is to know of the session. */
export function inputsOf({
  parameters = [],
  parameterTypes = [],
  session,
}: Pick<ExecuteOptions, 'parameters' | 'parameterTypes' | 'session'>): readonly Datum[] {
  if (session === undefined && parameterTypes.length === 0) return parameters;
  const functions = session instanceof EngineSession ? session.functions : () => undefined;
  return withInputs(parameters, { types: parameterTypes, session: functions, asked: null });
}
