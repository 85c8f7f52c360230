SELECT auction, bidder, price, channel, url, datetime, extra
FROM (
  SELECT *, row_number() OVER (PARTITION BY bidder, auction ORDER BY datetime DESC) AS rank
  FROM bid
)
WHERE rank = 1
