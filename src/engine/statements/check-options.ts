import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Option } from '../../parser/ast.ts';

/** What WITH (…) of one kind of object takes. */
export type KnownOptions = {
  /** By name the words that are allowed; null where somebody else looks at the value. */
  readonly now: Readonly<Record<string, readonly string[] | null>>;
  /** Those that are planned. */
  readonly later: readonly string[];
};

/**
 * Checks the options of a CREATE statement.
 * @throws SqlError 22023 for one that does not exist or has a wrong value, 0A000 for a later one.
 */
export function checkOptions(options: readonly Option[], { now, later }: KnownOptions): void {
  for (const { key, value, position } of options) {
    if (later.includes(key)) {
      const message = `option "${key}" is not supported yet`;
      throw new SqlError(sqlState.featureNotSupported, message, { position });
    }
    if (!Object.hasOwn(now, key)) throw unknownOption(key, Object.keys(now), position);
    const words = now[key] ?? null;
    if (words === null || words.includes(String(value))) continue;
    throw new SqlError(
      sqlState.invalidParameterValue,
      `invalid value for option "${key}": ${JSON.stringify(value)}`,
      { hint: `Allowed are ${words.map((word) => `'${word}'`).join(', ')}.`, position },
    );
  }
}

function unknownOption(
  key: string,
  known: readonly string[],
  position: Option['position'],
): SqlError {
  const near = nearestName(key, known);
  const hint = near === null ? knownOnes(known) : `Did you mean "${near}"?`;
  return new SqlError(sqlState.invalidParameterValue, `unknown option "${key}"`, {
    hint,
    position,
  });
}

function knownOnes(known: readonly string[]): string | undefined {
  return known.length === 0 ? undefined : `Options are ${known.join(', ')}.`;
}
