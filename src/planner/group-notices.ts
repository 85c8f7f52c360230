import { answersFromAll, answersOneRow } from '../functions/aggregates/kept-values.ts';
import type { PlanNotice } from './api.ts';
import type { LogicalAggregate } from './logical/logical-plan.ts';
import type { PlanProperties } from './logical/plan-properties.ts';
import type { AggregateCall } from './physical/physical-plan.ts';

/**
 * What to know of groups over streams that no window closes: those by the time of rows are as many
 * as there are times, and some aggregates keep every value of a group. `streams` are the streams
 * whose rows are grouped.
 */
export function groupNotices(
  plan: LogicalAggregate,
  streams: readonly string[],
  properties: PlanProperties,
): readonly PlanNotice[] {
  if (streams.length === 0) return [];
  const { position } = plan;
  const time = timeKey(plan, properties);
  if (time !== null) {
    return [
      {
        severity: 'NOTICE',
        message: `the groups by "${time}" are never complete, and their state grows without bound`,
        hint: `Group by a window over it, for example FROM TUMBLE(relation, ${time}, INTERVAL '1 minute') … GROUP BY window_end.`,
        position,
      },
    ];
  }
  const { mode } = properties.of(plan.input);
  const call = plan.calls.find((each) => keepsValues(each, mode));
  if (call === undefined) return [];
  const names = [...new Set(streams)].map((name) => `"${name}"`).join(' and ');
  const what = call.distinct === true ? `${call.function}(DISTINCT …)` : call.function;
  return [
    {
      severity: 'NOTICE',
      message: `${what} keeps the values of all rows of ${names}, and its state grows without bound`,
      hint: 'Group by a window, or use an aggregate that keeps no values, such as count, sum, max, approx_count_distinct or approx_percentile.',
      position,
    },
  ];
}

/** The name of a key that is the event time of rows; null where there is none. */
function timeKey({ input, keys }: LogicalAggregate, properties: PlanProperties): string | null {
  const { times } = properties.of(input);
  const key = keys.find((column) => {
    const time = times.get(column);
    return time !== undefined && time.window === null && Number.isFinite(time.lagMicros);
  });
  return key === undefined ? null : (input.fields[key]?.name ?? null);
}

function keepsValues(
  { function: name, distinct }: AggregateCall,
  mode: 'append' | 'updating',
): boolean {
  if (answersOneRow(name)) return mode === 'updating';
  return distinct === true || answersFromAll(name);
}
