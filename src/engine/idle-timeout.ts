import type { RelationDefinition } from '../catalog/definition.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import { intervalMicros, parseInterval } from '../data/interval-text.ts';
import type { Option } from '../parser/ast.ts';

/** For so long event time waits for a partition without rows, unless a stream says otherwise. */
const usualMicros = 5_000_000;

/** How long event time waits for a partition that gets no rows, microseconds; Infinity: for ever. */
export function idleTimeoutMicros(definition: RelationDefinition): number {
  const value = definition.kind === 'stream' ? definition.options['idle_timeout'] : undefined;
  return value === undefined ? usualMicros : (readTimeout(value) ?? usualMicros);
}

/** @throws SqlError 22023 for an idle_timeout that is no length of time */
export function checkIdleTimeout(options: readonly Option[]): void {
  const option = options.find(({ key }) => key === 'idle_timeout');
  if (option === undefined || readTimeout(option.value) !== null) return;
  throw new SqlError(
    sqlState.invalidParameterValue,
    `invalid value for option "idle_timeout": ${JSON.stringify(option.value)}`,
    {
      hint: "Write a length of time such as '5 seconds', or 0 to wait for every partition.",
      position: option.position,
    },
  );
}

/** Null for what is no length of time; 0 waits for ever. */
function readTimeout(value: Option['value']): number | null {
  if (String(value) === '0') return Number.POSITIVE_INFINITY;
  if (typeof value !== 'string') return null;
  try {
    const micros = Number(intervalMicros(parseInterval(value)));
    return micros > 0 ? micros : null;
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}
