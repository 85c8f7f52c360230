SELECT b.auction, b.bidder, b.price, b.datetime, s.value
FROM bid AS b
JOIN side FOR SYSTEM_TIME AS OF PROCTIME() AS s ON mod(b.auction, 10000) = s.key
