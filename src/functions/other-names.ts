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
  ...each('group_concat listagg', "Write string_agg(…, ', ')."),
  ...each('collect_list', 'Write array_agg(…).'),
  ...each('collect_set', 'Write array_agg(DISTINCT …).'),
  ...each('count_distinct', 'Write count(DISTINCT …).'),
  ...each('latest_by_offset', 'Write last(… ORDER BY …).'),
  ...each('earliest_by_offset', 'Write first(… ORDER BY …).'),
  ...each('topk', 'Write top_k(…, count).'),
  ...each('median', 'Write percentile_cont(0.5) WITHIN GROUP (ORDER BY …).'),
]);
