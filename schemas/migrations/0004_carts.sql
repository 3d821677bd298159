-- What lies in each customer's carts now: the shop's own cart_id names one; where the shop sends none, '' is the
-- customer's only one.
CREATE TABLE carts (
  id           INTEGER PRIMARY KEY,
  customer_id  INTEGER NOT NULL REFERENCES customers (id),
  cart_key     TEXT    NOT NULL,
  changed_at   INTEGER NOT NULL,
  settled_at   INTEGER NOT NULL,   -- when all of it was told at once, or it was emptied: older words change nothing
  currency     TEXT    NOT NULL,
  products     INTEGER NOT NULL,   -- how many lines; 0: emptied, or bought
  total_minor  INTEGER,            -- of the lines; null while a price is not known
  checkout_url TEXT,
  UNIQUE (customer_id, cart_key)
) STRICT;
CREATE INDEX carts_by_customer ON carts (customer_id, changed_at);
CREATE INDEX carts_by_age ON carts (changed_at);

CREATE TABLE cart_lines (
  cart_id     INTEGER NOT NULL REFERENCES carts (id),
  line        INTEGER NOT NULL,
  product_id  TEXT,
  sku         TEXT,
  variant     TEXT,
  name        TEXT,
  image_url   TEXT,
  url         TEXT,
  quantity    INTEGER NOT NULL,
  price_minor INTEGER,
  changed_at  INTEGER NOT NULL,
  PRIMARY KEY (cart_id, line)
) STRICT, WITHOUT ROWID;
