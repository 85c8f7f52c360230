SELECT auction, bidder, price, channel, url, datetime, extra, rank
FROM (
  SELECT *, row_number() OVER (PARTITION BY auction ORDER BY price DESC, datetime) AS rank
  FROM bid
)
WHERE rank <= 10
