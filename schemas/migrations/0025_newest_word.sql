-- Shops' webhooks and clients with queues tell things late and in any order: of two words about the same thing the newer one
-- counts. When each was said stands beside what it said; nothing where nobody has said more than once.
ALTER TABLE customers ADD COLUMN traits_at INTEGER;
ALTER TABLE orders ADD COLUMN updated_at INTEGER;   -- of its contents
ALTER TABLE orders ADD COLUMN standing_at INTEGER;  -- whether it is cancelled

-- Refunds under the shop's own ids, so that each is taken off once, however often and late it is told.
CREATE TABLE order_refunds (
  order_key  TEXT NOT NULL,
  refund_key TEXT NOT NULL,
  PRIMARY KEY (order_key, refund_key)
) STRICT, WITHOUT ROWID;
