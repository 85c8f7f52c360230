import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { passNames } from './passes.ts';

/** The setting of a session that switches passes off: their names, commas between them. */
export const disabledPassesSetting = 'millrace.disable_passes';

/**
 * The passes that a list of names switches off.
 * @throws SqlError 22023 for a name that no pass has
 */
export function disabledPasses(
  setting: string | null,
  further: readonly string[] = [],
): ReadonlySet<string> {
  const names = (setting ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const unknown = names.find((name) => !passNames.includes(name));
  if (unknown !== undefined) throw noSuchPass(unknown);
  return new Set([...names, ...further]);
}

function noSuchPass(name: string): SqlError {
  const near = nearestName(name, passNames);
  return new SqlError(
    sqlState.invalidParameterValue,
    `invalid value for parameter "${disabledPassesSetting}": "${name}"`,
    {
      hint: near === null ? `The passes are ${passNames.join(', ')}.` : `Did you mean "${near}"?`,
    },
  );
}
