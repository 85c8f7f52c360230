/**
 * What the demo is made of: a shop (orders, payments, clicks, customers), the auction of Nexmark,
 * and four views that are worth watching. Seeded, so that two demos look alike.
 */
export const demoSql = `
CREATE STREAM IF NOT EXISTS orders (
  order_id BIGINT NOT NULL,
  customer_id INTEGER NOT NULL,
  product TEXT NOT NULL,
  category TEXT NOT NULL,
  amount NUMERIC(10,2) NOT NULL,
  ts TIMESTAMP NOT NULL,
  WATERMARK FOR ts AS ts - INTERVAL '2 seconds'
) WITH (
  connector = 'datagen', rate = 12, seed = 1,
  fields.order_id.kind = 'sequence',
  fields.customer_id.kind = 'zipf', fields.customer_id.min = 1, fields.customer_id.max = 20,
  fields.customer_id.skew = 0.6,
  fields.product.kind = 'choice',
  fields.product.values = 'aurora,basalt,cedar,delta,ember,fjord,grove,harbor',
  fields.product.weights = '9,5,4,8,3,3,4,2',
  fields.category.kind = 'choice',
  fields.category.values = 'kitchen,office,audio,outdoor,toys',
  fields.category.weights = '5,4,2,3,3',
  fields.amount.kind = 'random', fields.amount.min = 4.5, fields.amount.max = 180,
  fields.ts.kind = 'time', fields.ts.jitter = '1 second'
);

CREATE STREAM IF NOT EXISTS payments (
  payment_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  method TEXT NOT NULL,
  amount NUMERIC(10,2) NOT NULL,
  ts TIMESTAMP NOT NULL,
  WATERMARK FOR ts AS ts - INTERVAL '2 seconds'
) WITH (
  connector = 'datagen', rate = 10, seed = 2,
  fields.payment_id.kind = 'sequence', fields.payment_id.start = 900001,
  fields.order_id.kind = 'sequence',
  fields.method.kind = 'choice',
  fields.method.values = 'card,paypal,invoice,voucher', fields.method.weights = '6,3,2,1',
  fields.amount.kind = 'random', fields.amount.min = 4.5, fields.amount.max = 180,
  fields.ts.kind = 'time', fields.ts.jitter = '1 second'
);

CREATE STREAM IF NOT EXISTS clicks (
  user_id TEXT NOT NULL,
  page TEXT NOT NULL,
  referrer TEXT,
  ts TIMESTAMP NOT NULL,
  WATERMARK FOR ts AS ts - INTERVAL '2 seconds'
) WITH (
  connector = 'datagen', rate = 40, seed = 3,
  fields.user_id.kind = 'template', fields.user_id.template = 'user-{001..500}',
  fields.page.kind = 'choice',
  fields.page.values = '/,/kitchen,/office,/audio,/outdoor,/toys,/cart,/checkout',
  fields.page.weights = '10,6,5,4,4,3,3,1',
  fields.referrer.kind = 'choice',
  fields.referrer.values = 'search,newsletter,social,partner', fields.referrer.weights = '6,2,3,1',
  fields.referrer.null_rate = 0.3,
  fields.ts.kind = 'time', fields.ts.jitter = '1 second'
);

CREATE TABLE IF NOT EXISTS customers (
  customer_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  city TEXT NOT NULL,
  tier TEXT NOT NULL
);

CREATE STREAM IF NOT EXISTS bid WITH (connector = 'nexmark', kind = 'bid', speed = 'real', rate = 60);
CREATE STREAM IF NOT EXISTS auction WITH (connector = 'nexmark', kind = 'auction', speed = 'real', rate = 60);
CREATE STREAM IF NOT EXISTS person WITH (connector = 'nexmark', kind = 'person', speed = 'real', rate = 60);

CREATE MATERIALIZED VIEW IF NOT EXISTS revenue_per_minute AS
SELECT window_start, category, count(*) AS orders, sum(amount) AS revenue
FROM TUMBLE(orders, ts, INTERVAL '1 minute')
GROUP BY window_start, window_end, category;

CREATE MATERIALIZED VIEW IF NOT EXISTS clicks_per_page AS
SELECT window_start, window_end, page, count(*) AS clicks
FROM HOP(clicks, ts, INTERVAL '10 seconds', INTERVAL '1 minute')
GROUP BY window_start, window_end, page;

CREATE MATERIALIZED VIEW IF NOT EXISTS sales_by_tier AS
SELECT c.tier, count(*) AS orders, sum(o.amount) AS revenue, max(o.amount) AS largest_order
FROM orders AS o JOIN customers AS c ON o.customer_id = c.customer_id
GROUP BY c.tier;

CREATE MATERIALIZED VIEW IF NOT EXISTS hot_auctions AS
SELECT window_start, auction, count(*) AS bids, max(price) AS highest_bid
FROM TUMBLE(bid, datetime, INTERVAL '10 seconds')
GROUP BY window_start, window_end, auction
HAVING count(*) >= 6;
`;

/** Answers a row when there are customers. */
export const someCustomerSql = 'SELECT customer_id FROM customers LIMIT 1';

export const customersSql = `
INSERT INTO customers (customer_id, name, city, tier) VALUES
  (1, 'Ada Brandt', 'Hamburg', 'gold'),
  (2, 'Bruno Costa', 'Lisbon', 'silver'),
  (3, 'Carla Rossi', 'Milan', 'bronze'),
  (4, 'Dmitri Volkov', 'Riga', 'silver'),
  (5, 'Elif Kaya', 'Izmir', 'gold'),
  (6, 'Felix Moreau', 'Lyon', 'bronze'),
  (7, 'Greta Lund', 'Malmö', 'bronze'),
  (8, 'Hugo Peeters', 'Ghent', 'silver'),
  (9, 'Ines Duarte', 'Porto', 'bronze'),
  (10, 'Jonas Weber', 'Leipzig', 'bronze'),
  (11, 'Katya Novak', 'Brno', 'silver'),
  (12, 'Liam Byrne', 'Cork', 'bronze'),
  (13, 'Mei Tanaka', 'Osaka', 'gold'),
  (14, 'Noor Haddad', 'Amman', 'bronze'),
  (15, 'Oskar Nilsen', 'Bergen', 'silver'),
  (16, 'Paula Jimenez', 'Sevilla', 'bronze'),
  (17, 'Quentin Blanc', 'Nantes', 'bronze'),
  (18, 'Rosa Fischer', 'Vienna', 'silver'),
  (19, 'Samir Patel', 'Leeds', 'bronze'),
  (20, 'Tove Karlsson', 'Uppsala', 'bronze')
`;
