SELECT
  auction,
  bidder,
  0.908 * price AS price,
  CASE
    WHEN extract(hour FROM datetime) BETWEEN 8 AND 18 THEN 'dayTime'
    WHEN extract(hour FROM datetime) <= 6 OR extract(hour FROM datetime) >= 20 THEN 'nightTime'
    ELSE 'otherTime'
  END AS time_of_day,
  datetime,
  extra,
  length(extra) - length(replace(extra, 'c', '')) AS c_count
FROM bid
WHERE 0.908 * price > 1000000 AND 0.908 * price < 50000000
