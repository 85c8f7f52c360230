SELECT
  seller,
  trunc(avg(price) OVER (
    PARTITION BY seller ORDER BY datetime ROWS BETWEEN 10 PRECEDING AND CURRENT ROW
  ))::BIGINT AS average
FROM (
  SELECT
    a.seller, b.price, b.datetime,
    row_number() OVER (PARTITION BY a.id ORDER BY b.price DESC, b.datetime) AS rank
  FROM auction AS a
  JOIN bid AS b ON a.id = b.auction AND b.datetime BETWEEN a.datetime AND a.expires
)
WHERE rank = 1
