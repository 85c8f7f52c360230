SELECT
  auction,
  to_char(datetime, 'YYYY-MM-DD') AS day,
  count(*) AS bids,
  count(*) FILTER (WHERE price < 10000) AS low_bids,
  count(*) FILTER (WHERE price >= 10000 AND price < 1000000) AS middle_bids,
  count(*) FILTER (WHERE price >= 1000000) AS high_bids,
  min(price) AS min_price,
  max(price) AS max_price,
  trunc(avg(price))::BIGINT AS avg_price,
  sum(price) AS sum_price
FROM bid
GROUP BY auction, to_char(datetime, 'YYYY-MM-DD')
