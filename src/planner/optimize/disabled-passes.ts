import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { passNames } from './passes.ts';

/**
 * The setting of a session that switches passes off: their names, commas between them. `all` are all
 * of them, and a name behind a plus stays on: 'all, +push_filters' shows what one pass does alone.
 */
export const disabledPassesSetting = 'millrace.disable_passes';

/**
 * The passes that a list of names switches off.
 * @throws SqlError 22023 for a name that no pass has
 */
export function disabledPasses(
  setting: string | null,
  further: readonly string[] = [],
): ReadonlySet<string> {
  if ((setting === null || setting === '') && further.length === 0) return none;
  const words = (setting ?? '')
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
  const unknown = words.find((word) => word !== 'all' && !passNames.includes(nameIn(word)));
  if (unknown !== undefined) throw noSuchPass(unknown);
  const disabled = new Set(words.includes('all') ? passNames : words);
  for (const word of words) if (word.startsWith('+')) disabled.delete(nameIn(word));
  return new Set([...disabled].filter((name) => passNames.includes(name)).concat(further));
}

const none: ReadonlySet<string> = new Set();

function nameIn(word: string): string {
  return word.replace(/^\+\s*/, '');
}

function noSuchPass(name: string): SqlError {
  const near = nearestName(nameIn(name), passNames);
  return new SqlError(
    sqlState.invalidParameterValue,
    `invalid value for parameter "${disabledPassesSetting}": "${name}"`,
    {
      hint: near === null ? `The passes are ${passNames.join(', ')}.` : `Did you mean "${near}"?`,
    },
  );
}
