SELECT id, itemname, initialbid, reserve, datetime, expires, seller, category, auction, bidder, price, bid_datetime
FROM (
  SELECT
    a.id, a.itemname, a.initialbid, a.reserve, a.datetime, a.expires, a.seller, a.category,
    b.auction, b.bidder, b.price, b.datetime AS bid_datetime,
    row_number() OVER (PARTITION BY a.id ORDER BY b.price DESC, b.datetime) AS rank
  FROM auction AS a
  JOIN bid AS b ON a.id = b.auction AND b.datetime BETWEEN a.datetime AND a.expires
)
WHERE rank = 1
