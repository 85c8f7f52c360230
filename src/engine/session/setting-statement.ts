import { SqlError } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { printIdentifier } from '../../parser/print.ts';
import { answer, done } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import type { EngineSession } from './session.ts';
import { settingName } from './setting-rules.ts';

type Node<K extends StatementNode['kind']> = Extract<StatementNode, { kind: K }>;

/** SET. @throws SqlError 42704, 22023, 55P02, 0A000 */
export function setSetting(session: EngineSession, node: Node<'set'>): StatementOutcome {
  const { settings } = session;
  if (node.values === null) {
    settings.reset(node.name);
    return done('SET');
  }
  if (node.local && session.status === 'I') {
    const message = 'SET LOCAL can only be used in transaction blocks';
    return done('SET', 0, [{ severity: 'WARNING', message }]);
  }
  // The setting is a list of names, and quotes tell where one of them ends.
  const isPath = node.name.toLowerCase() === 'search_path';
  const values = isPath ? node.values.map((name) => printIdentifier(String(name))) : node.values;
  const notice = settings.set(node.name, values.join(', '), node.local);
  return done('SET', 0, notice === null ? [] : [notice]);
}

/** RESET of a setting, or of all. @throws SqlError 42704 */
export function resetSetting(
  { settings }: EngineSession,
  { name }: Node<'reset'>,
): StatementOutcome {
  if (name === null) settings.resetAll();
  else settings.reset(name);
  return done('RESET');
}

/** SHOW of a setting, or of all; null where it is about something else. */
export function showSetting(
  { settings }: EngineSession,
  node: Node<'show'>,
): StatementOutcome | null {
  if (node.of !== null || node.schema !== null) return null;
  if (node.what === 'all') {
    const rows = settings.all().filter(([name]) => node.like === null || isLike(name, node.like));
    return answer(
      'SHOW',
      ['name', 'setting', 'description'],
      rows.map((row) => [...row, '']),
    );
  }
  const value = settings.get(node.what);
  if (value === null || node.like !== null) return null;
  return answer('SHOW', [settingName(node.what) ?? node.what], [[value]]);
}

/** DISCARD: ALL makes the session as new. @throws SqlError 25001 */
export function discard(session: EngineSession, { what }: Node<'discard'>): StatementOutcome {
  const tag = `DISCARD ${what === 'temporary' ? 'TEMP' : what.toUpperCase()}`;
  if (what === 'temporary') session.dropTemporary();
  if (what !== 'all') return done(tag);
  if (session.status !== 'I') {
    throw new SqlError('25001', 'DISCARD ALL cannot run inside a transaction block');
  }
  session.cursors.closeAll();
  session.statements.clear();
  session.dropTemporary();
  session.settings.resetAll();
  return done(tag);
}

/** LIKE over names: `%` and `_`. */
function isLike(name: string, pattern: string): boolean {
  const source = pattern
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'is').test(name);
}
