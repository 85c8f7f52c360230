SELECT
  b.bidder, b.price, b.channel, b.url, b.extra AS bid_extra,
  p.id, p.name, p.emailaddress, p.creditcard, p.city, p.state, p.extra AS person_extra,
  a.itemname, a.description, a.initialbid, a.reserve, a.datetime AS auction_datetime, a.expires, a.seller, a.category,
  a.extra AS auction_extra
FROM bid AS b
JOIN person AS p ON p.id = b.bidder
JOIN auction AS a ON a.seller = b.bidder
