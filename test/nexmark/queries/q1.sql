SELECT auction, bidder, CAST(0.908 * price AS NUMERIC(23, 3)) AS price, datetime, extra
FROM bid
