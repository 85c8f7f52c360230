import { SqlError, sqlState } from '../../../common/sql-error.ts';
import { settingName } from '../../../engine/session/setting-rules.ts';
import { type Answer, commandDone, madeOutcome, outcomeAnswer } from './answer.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionStatement } from './session-statement.ts';

/** SET. @throws SqlError 42704, 22023, 55P02, 0A000 */
export function setSetting(
  { settings, transaction }: SessionContext,
  { name, value, local }: Extract<SessionStatement, { kind: 'set' }>,
): Answer {
  if (value === null) {
    settings.reset(name);
    return commandDone('SET');
  }
  if (local && transaction.status === 'I') {
    const message = 'SET LOCAL can only be used in transaction blocks';
    return commandDone('SET', [{ severity: 'WARNING', message }]);
  }
  const notice = settings.set(name, value, local);
  return commandDone('SET', notice === null ? [] : [notice]);
}

/** RESET of a setting, or of all. @throws SqlError 42704 */
export function resetSetting({ settings }: SessionContext, name: string | null): Answer {
  if (name === null) settings.resetAll();
  else settings.reset(name);
  return commandDone('RESET');
}

/** SHOW of a setting, or of all. @throws SqlError 42704 */
export function showSetting({ settings }: SessionContext, name: string | null): Answer {
  if (name === null) {
    return outcomeAnswer(madeOutcome('SHOW', ['name', 'setting'], settings.all()));
  }
  const value = settings.get(name);
  if (value === null) {
    throw new SqlError(sqlState.undefinedObject, `unrecognized configuration parameter "${name}"`);
  }
  return outcomeAnswer(madeOutcome('SHOW', [settingName(name) ?? name], [[value]]));
}

/** DISCARD: ALL makes the session as new. @throws SqlError 25001 */
export function discard(
  { transaction, cursors, prepared, settings }: SessionContext,
  { all, tag }: Extract<SessionStatement, { kind: 'discard' }>,
): Answer {
  if (!all) return commandDone(tag);
  if (transaction.status !== 'I') {
    throw new SqlError('25001', 'DISCARD ALL cannot run inside a transaction block');
  }
  cursors.closeAll();
  prepared.clear();
  settings.resetAll();
  return commandDone(tag);
}
