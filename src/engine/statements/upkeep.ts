import { isRelation } from '../../catalog/catalog-view.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Name, StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { Notice, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { StatementOptions } from '../statement-options.ts';
import { objectNamed } from './drop-targets.ts';
import { undefinedRelation } from './undefined-relation.ts';

type Node<K extends StatementNode['kind']> = Extract<StatementNode, { kind: K }>;
type UpkeepNode = Node<'upkeep'>;

/** VACUUM, ANALYZE and their like: there is nothing to do, which a notice says. @throws SqlError 42P01, 3F000 */
export function upkeep({ catalog }: EngineContext, node: UpkeepNode): StatementOutcome {
  const { command, object, names } = node;
  for (const name of names) {
    if (object === 'index' || object === 'schema') {
      if (object === 'schema' && name.parts.join('.') === 'public') continue;
      const found = objectNamed(catalog, { object }, name, null);
      if (found instanceof SqlError) throw found;
    } else if (object !== 'database' && object !== 'system') requireRelation(catalog, name);
  }
  const word = command.toUpperCase();
  return done(word, 0, [{ severity: 'NOTICE', message: `${word} does nothing: ${why[command]}` }]);
}

const why: Readonly<Record<UpkeepNode['command'], string>> = {
  vacuum: 'rows that are gone are cleared away all the time',
  analyze: 'rows are counted all the time',
  cluster: 'rows have no order that they are stored in',
  reindex: 'indexes are in step with the rows at all times',
  checkpoint: 'what was acknowledged is stored already',
};

/** Modes that hinder nobody but those who drop the table. */
const harmless = /^(access share|row share|row exclusive)$/;

/**
 * LOCK: transactions do not wait for each other, so that only locks that let others read and write
 * are taken. @throws SqlError 25P01 outside of a transaction, 42P01, 0A000
 */
export function lock(
  { catalog }: EngineContext,
  { names, mode, position }: Node<'lock'>,
  { transaction = null }: StatementOptions,
): StatementOutcome {
  if (transaction === null) {
    throw new SqlError('25P01', 'LOCK TABLE can only be used in transaction blocks', { position });
  }
  for (const name of names) requireRelation(catalog, name);
  if (harmless.test(mode)) return done('LOCK TABLE');
  throw new SqlError(
    sqlState.featureNotSupported,
    `LOCK TABLE in ${mode.toUpperCase()} mode is not supported`,
    {
      position,
      hint: 'Transactions do not wait for each other: COMMIT fails with 40001 when another one has changed the same rows.',
    },
  );
}

/** GRANT and REVOKE, as PostgreSQL answers those who cannot give anything. */
export function privileges({ command }: Node<'privileges'>): StatementOutcome {
  const notice: Notice = {
    severity: 'WARNING',
    message: command === 'grant' ? 'no privileges were granted' : 'no privileges could be revoked',
    hint: 'There are no roles: whoever may connect may do everything.',
  };
  return done(command.toUpperCase(), 0, [notice]);
}

function requireRelation(catalog: EngineContext['catalog'], name: Name): void {
  const found = catalog.find(name.parts);
  if (found === null || !isRelation(found)) throw undefinedRelation(catalog, name);
}
