SELECT category, trunc(avg(highest))::BIGINT AS average
FROM (
  SELECT a.id, a.category, max(b.price) AS highest
  FROM auction AS a
  JOIN bid AS b ON a.id = b.auction AND b.datetime BETWEEN a.datetime AND a.expires
  GROUP BY a.id, a.category
)
GROUP BY category
