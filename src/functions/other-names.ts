/** Aggregates that Millrace has. */
const aggregates = 'The aggregates are count, sum, avg, min and max.';
const windows =
  "Windows stand in FROM: FROM TUMBLE(relation, time column, INTERVAL '1 minute') GROUP BY window_start.";
const chosen = 'Write CASE WHEN … THEN … ELSE … END.';

function each(names: string, hint: string): readonly (readonly [string, string])[] {
  return names.split(' ').map((name) => [name, hint] as const);
}

/** What to write in place of functions that other databases have, or that have another place here. */
export const otherNames: ReadonlyMap<string, string> = new Map([
  ...each('average mean', 'Write avg(…).'),
  ...each('ifnull nvl isnull', 'Write coalesce(…).'),
  ...each('len', 'Write length(…).'),
  ...each('ucase', 'Write upper(…).'),
  ...each('lcase', 'Write lower(…).'),
  ...each('iif if', chosen),
  ...each('getdate sysdate unix_timestamp', 'Write now().'),
  ...each('tumble hop tumbling hopping tumble_start tumble_end tumble_rowtime', windows),
  ...each('hop_start hop_end hop_rowtime window', windows),
  ...each('array_agg string_agg group_concat listagg jsonb_agg json_agg', aggregates),
  ...each('collect_list collect_set count_distinct approx_count_distinct', aggregates),
  ...each('first last first_value last_value any_value latest_by_offset', aggregates),
  ...each('earliest_by_offset arg_max arg_min max_by min_by top_k topk', aggregates),
  ...each('stddev stddev_pop stddev_samp variance var_pop var_samp corr', aggregates),
  ...each('median mode percentile_cont percentile_disc every bool_and bool_or', aggregates),
]);
