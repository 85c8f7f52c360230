WITH counts AS (
  SELECT auction, count(*) AS bids, window_start, window_end
  FROM HOP(bid, datetime, INTERVAL '2 seconds', INTERVAL '10 seconds')
  GROUP BY auction, window_start, window_end
),
most AS (
  SELECT max(bids) AS bids, window_start, window_end
  FROM counts
  GROUP BY window_start, window_end
)
SELECT counts.auction, counts.bids, counts.window_start
FROM counts
JOIN most USING (window_start, window_end, bids)
