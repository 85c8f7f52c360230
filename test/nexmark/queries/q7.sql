SELECT b.auction, b.price, b.bidder, b.datetime, b.extra
FROM bid AS b
JOIN (
  SELECT max(price) AS price, window_end
  FROM TUMBLE(bid, datetime, INTERVAL '10 seconds')
  GROUP BY window_start, window_end
) AS highest ON b.price = highest.price
WHERE b.datetime BETWEEN highest.window_end - INTERVAL '10 seconds' AND highest.window_end
