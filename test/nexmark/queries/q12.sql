SELECT bidder, count(*) AS bids, window_start
FROM bid WINDOW TUMBLING (SIZE 10 SECONDS)
GROUP BY bidder
