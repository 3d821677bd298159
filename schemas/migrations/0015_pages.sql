-- What customers say on the pages, and what these show.

-- "No more messages like this one": of one campaign alone.
CREATE TABLE campaign_opt_outs (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  since       INTEGER NOT NULL,
  event_id    INTEGER NOT NULL,
  PRIMARY KEY (customer_id, campaign_id)
) STRICT, WITHOUT ROWID;

-- "Less often": [delivery] less_often holds for these besides the shop's caps. The latest word by `at` counts.
CREATE TABLE customer_paces (
  customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
  fewer       INTEGER NOT NULL,
  at          INTEGER NOT NULL
) STRICT;

-- How far an order is: the latest event of each kind that the shop told of it, also before the order itself.
CREATE TABLE order_marks (
  order_key   TEXT    NOT NULL,
  mark        INTEGER NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  at          INTEGER NOT NULL,
  event_id    INTEGER NOT NULL,
  PRIMARY KEY (order_key, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_marks_by_customer ON order_marks (customer_id);

-- Answers from the code in a parcel whose order is not known yet: they wait for it.
CREATE TABLE waiting_answers (
  id          INTEGER PRIMARY KEY,
  order_key   TEXT    NOT NULL,
  answer_key  TEXT    NOT NULL UNIQUE,
  received_at INTEGER NOT NULL,
  body        TEXT    NOT NULL
) STRICT;
CREATE INDEX waiting_answers_by_order ON waiting_answers (order_key);
CREATE INDEX waiting_answers_by_age ON waiting_answers (received_at);
