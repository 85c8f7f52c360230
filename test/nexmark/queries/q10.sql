SELECT auction, bidder, price, datetime, extra, to_char(datetime, 'YYYY-MM-DD') AS day, to_char(datetime, 'HH24:MI') AS minute
FROM bid
