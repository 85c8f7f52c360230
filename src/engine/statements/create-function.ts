import { alreadyThere } from '../../catalog/check-changes.ts';
import type { FunctionDefinition } from '../../catalog/definition.ts';
import { publicSchema, schemaOf } from '../../catalog/object-names.ts';
import { SqlError } from '../../common/sql-error.ts';
import { sameType } from '../../data/sql-type.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { signatureOf } from '../../planner/bind/bind-made-call.ts';
import { defineFunction } from '../../planner/define/define-function.ts';
import { done } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import type { DefinitionWork } from './definition-work.ts';
import { newPlace } from './existing.ts';
import { planContextOf } from './plan-context.ts';
import { beginAgain, readersAgain } from './readers-again.ts';

type CreateFunction = Extract<StatementNode, { kind: 'createFunction' }>;

/** CREATE [OR REPLACE] FUNCTION … LANGUAGE sql. @throws SqlError 42723, 42P13, 0A000 and what its body raises */
export function createFunction(work: DefinitionWork, statement: CreateFunction): StatementOutcome {
  const { context, changes } = work;
  const { position } = statement.name;
  const place = newPlace(work, statement.name);
  const { made, reads } = defineFunction(statement, planContextOf(work));
  const before = sameSignature(work, { ...made, ...place });
  if (before !== null && !statement.orReplace) {
    const { code, message } = alreadyThere(before);
    throw new SqlError(code, message, { position });
  }
  const id = before?.id ?? context.committed.nextId('function');
  const definition: FunctionDefinition = { ...made, ...place, id };
  if (before !== null) {
    refuseChange(before, definition, position);
    if (reads.includes(id)) {
      const message = `infinite recursion detected in function "${made.name}"`;
      throw new SqlError('42P17', message, { position });
    }
  }
  const { docs, owner } = before ?? {};
  const kept = {
    ...(docs === undefined ? {} : { docs }),
    ...(owner === undefined ? {} : { owner }),
  };
  changes.put({ ...definition, ...kept }, reads);
  if (before !== null) {
    const again = readersAgain(work, id);
    changes.afterwards(() => beginAgain(work, again));
  }
  return done('CREATE FUNCTION');
}

/** The function of the same name with arguments of the same types; null where there is none. */
function sameSignature(
  { context: { catalog } }: DefinitionWork,
  { name, schema = publicSchema, parameters }: Omit<FunctionDefinition, 'id'>,
): FunctionDefinition | null {
  const all = catalog.functions([schema, name]);
  const same = all.find(
    (each) =>
      schemaOf(each) === schema &&
      each.parameters.length === parameters.length &&
      each.parameters.every(({ type }, i) => sameType(type, parameters[i]?.type ?? type)),
  );
  return same ?? null;
}

function refuseChange(
  before: FunctionDefinition,
  now: FunctionDefinition,
  position: CreateFunction['position'],
): void {
  const hint = `Use DROP FUNCTION ${signatureOf(before)} first.`;
  const { returns } = before;
  if (returns !== null && now.returns !== null && !sameType(returns, now.returns)) {
    throw new SqlError('42P13', 'cannot change return type of existing function', {
      hint,
      position,
    });
  }
  for (const [i, { name }] of before.parameters.entries()) {
    if (name === null || now.parameters[i]?.name === name) continue;
    const message = `cannot change name of input parameter "${name}"`;
    throw new SqlError('42P13', message, { hint, position });
  }
}
