SELECT bidder, count(*) AS bids, window_start, window_end
FROM SESSION(bid PARTITION BY bidder, datetime, INTERVAL '10 seconds')
GROUP BY bidder, window_start, window_end
