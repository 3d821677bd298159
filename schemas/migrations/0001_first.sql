-- The first schema. Times are UTC milliseconds, money is minor units beside its currency, days are days since
-- 1970-01-01 in the shop's time zone. Enumerations are numbers that the code names (daemon/store/*.hpp).

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ the event log

-- Everything that happens is one row here; row order is log order.
CREATE TABLE events (
  id             INTEGER PRIMARY KEY,
  name           TEXT    NOT NULL,
  occurred_at    INTEGER NOT NULL,
  received_at    INTEGER NOT NULL,
  source         INTEGER NOT NULL,
  user_id        TEXT,
  anonymous_id   TEXT,
  customer_id    INTEGER,             -- known at once for what we did ourselves; else customer_events tells
  cause_event_id INTEGER,
  depth          INTEGER NOT NULL DEFAULT 0,
  delivery_id    INTEGER,             -- of receipts, clicks and answers
  body           TEXT    NOT NULL
) STRICT;

-- De-duplication within a window. The key begins with the time that the id itself carries, so that new keys lie
-- side by side in the tree: random keys cost six times as much at three million rows.
CREATE TABLE event_ids (
  key      BLOB    PRIMARY KEY,
  event_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where each day of the log begins, for windows and retention.
CREATE TABLE event_days (
  day            INTEGER PRIMARY KEY,
  first_event_id INTEGER NOT NULL
) STRICT;

-- How far each reader of the log has come.
CREATE TABLE cursors (
  reader   TEXT PRIMARY KEY,
  event_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Events that could not be understood, with the reason.
CREATE TABLE quarantine (
  id          INTEGER PRIMARY KEY,
  received_at INTEGER NOT NULL,
  source      INTEGER NOT NULL,
  reason      TEXT    NOT NULL,
  body        BLOB    NOT NULL
) STRICT;

-- ------------------------------------------------------------------------------------------------ customers

CREATE TABLE customers (
  id               INTEGER PRIMARY KEY,
  known_since      INTEGER NOT NULL,
  first_name       TEXT,
  last_name        TEXT,
  language         TEXT,
  country          TEXT,
  time_zone        TEXT,
  properties       TEXT    NOT NULL DEFAULT '{}',
  -- figures that follow from the events, kept by audience/
  orders           INTEGER NOT NULL DEFAULT 0,
  discounted_orders INTEGER NOT NULL DEFAULT 0,
  purchases        INTEGER NOT NULL DEFAULT 0,   -- days with an order
  spent_minor      INTEGER NOT NULL DEFAULT 0,   -- in the shop's currency
  first_order_at   INTEGER,
  last_order_at    INTEGER,
  gap_basis        INTEGER NOT NULL DEFAULT 0,
  own_gap_ms       INTEGER,
  stage            INTEGER NOT NULL DEFAULT 0,
  stage_since      INTEGER,
  stage_due_at     INTEGER,                      -- of the customer's own stage timer, if there is one
  last_reaction_at INTEGER,                      -- click, visit, answer or order
  last_rating      INTEGER,
  resting_since    INTEGER,                      -- sunset: no marketing until a reaction
  consent_epoch    INTEGER NOT NULL DEFAULT 0    -- grows with every change of a consent or suppression
) STRICT;

-- Those who share the shop's gap move together: the next one over a border is the first row of this index.
CREATE INDEX customers_by_border ON customers (gap_basis, stage, last_order_at, id);
CREATE INDEX customers_by_stage ON customers (stage, id);

CREATE TABLE customer_identifiers (
  kind        INTEGER NOT NULL,
  value       TEXT    NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_identifiers_by_customer ON customer_identifiers (customer_id);

CREATE TABLE customer_events (
  customer_id INTEGER NOT NULL,
  event_id    INTEGER NOT NULL,
  PRIMARY KEY (customer_id, event_id)
) STRICT, WITHOUT ROWID;

-- One way to reach a customer: an e-mail address, a phone, one browser's subscription. Several channels may use it (SMS
-- and WhatsApp one phone), each with a consent and a health of its own.
CREATE TABLE addresses (
  id          INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  kind        TEXT    NOT NULL,   -- email, phone, webpush
  value       TEXT    NOT NULL,   -- as typed
  normal      TEXT    NOT NULL,   -- as compared
  created_at  INTEGER NOT NULL,
  UNIQUE (customer_id, kind, normal)
) STRICT;
CREATE INDEX addresses_by_value ON addresses (kind, normal);

CREATE TABLE address_health (
  address_id      INTEGER NOT NULL REFERENCES addresses (id),
  channel         TEXT    NOT NULL,
  suppressed_at   INTEGER,
  suppression     TEXT    NOT NULL DEFAULT '',   -- why: invalid address, complaint, ...
  soft_failures   INTEGER NOT NULL DEFAULT 0,
  last_inbound_at INTEGER,
  PRIMARY KEY (address_id, channel)
) STRICT, WITHOUT ROWID;

-- The ledger: who, when, how, which text, from where. Never changed, never deleted but by erasure.
CREATE TABLE consents (
  id          INTEGER PRIMARY KEY,
  address_id  INTEGER NOT NULL REFERENCES addresses (id),
  channel     TEXT    NOT NULL,
  purpose     INTEGER NOT NULL,
  given       INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  source      TEXT    NOT NULL,
  wording     TEXT,                     -- the text that was agreed to
  language    TEXT,
  event_id    INTEGER
) STRICT;
CREATE INDEX consents_by_address ON consents (address_id, channel, purpose, at, id);

-- What follows from the ledger now.
CREATE TABLE address_consents (
  address_id INTEGER NOT NULL REFERENCES addresses (id),
  channel    TEXT    NOT NULL,
  purpose    INTEGER NOT NULL,
  given      INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  consent_id INTEGER NOT NULL REFERENCES consents (id),
  PRIMARY KEY (address_id, channel, purpose)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ orders

CREATE TABLE orders (
  id             INTEGER PRIMARY KEY,
  order_key      TEXT    NOT NULL UNIQUE,   -- the shop's own id: idempotent for ever
  customer_id    INTEGER NOT NULL REFERENCES customers (id),
  ordered_at     INTEGER NOT NULL,
  day            INTEGER NOT NULL,
  total_minor    INTEGER NOT NULL,
  currency       TEXT    NOT NULL,
  refunded_minor INTEGER NOT NULL DEFAULT 0,
  discount_minor INTEGER NOT NULL DEFAULT 0,
  coupon         TEXT,
  status         INTEGER NOT NULL DEFAULT 1,
  counts         INTEGER NOT NULL DEFAULT 1, -- 0: cancelled or fully refunded
  event_id       INTEGER
) STRICT;
CREATE INDEX orders_by_customer ON orders (customer_id, counts, day, ordered_at);

-- Cancellations and refunds that came before their order.
CREATE TABLE order_notes (
  order_key      TEXT PRIMARY KEY,
  status         INTEGER NOT NULL,
  refunded_minor INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE order_lines (
  order_id    INTEGER NOT NULL REFERENCES orders (id),
  line        INTEGER NOT NULL,
  product_id  TEXT,
  name        TEXT,
  quantity    INTEGER NOT NULL DEFAULT 1,
  price_minor INTEGER,
  PRIMARY KEY (order_id, line)
) STRICT, WITHOUT ROWID;

-- How often each gap between purchases occurs in the shop: quantiles without reading orders.
CREATE TABLE gap_counts (
  gap_days INTEGER PRIMARY KEY,
  count    INTEGER NOT NULL
) STRICT;

-- Shop-wide figures: one row a day, constant between.
CREATE TABLE shop_figures (
  version     INTEGER PRIMARY KEY,
  computed_at INTEGER NOT NULL,
  gap_ms      INTEGER NOT NULL,
  gaps        INTEGER NOT NULL          -- how many gaps it was learnt from
) STRICT;

-- ------------------------------------------------------------------------------------------------ journeys

CREATE TABLE campaigns (
  id                 INTEGER PRIMARY KEY,
  name               TEXT    NOT NULL UNIQUE,
  current_version_id INTEGER,
  live_since         INTEGER,
  fill_after         INTEGER,           -- start_existing: customers up to this id have been asked; null = done
  limit_day          INTEGER,           -- the day whose messages are being handed out
  limit_used         INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE campaign_versions (
  id           INTEGER PRIMARY KEY,
  campaign_id  INTEGER NOT NULL REFERENCES campaigns (id),
  content_hash BLOB    NOT NULL,
  source       TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  UNIQUE (campaign_id, content_hash)
) STRICT;

CREATE TABLE journeys (
  id               INTEGER PRIMARY KEY,
  campaign_id      INTEGER NOT NULL REFERENCES campaigns (id),
  version_id       INTEGER NOT NULL REFERENCES campaign_versions (id),
  customer_id      INTEGER NOT NULL REFERENCES customers (id),
  entry_key        TEXT    NOT NULL DEFAULT '',  -- the value of one_per
  trigger_event_id INTEGER,
  cause_depth      INTEGER NOT NULL DEFAULT 0,
  started_at       INTEGER NOT NULL,
  step             INTEGER NOT NULL DEFAULT 0,   -- the one to be taken next
  steps_taken      INTEGER NOT NULL DEFAULT 0,
  phase            INTEGER NOT NULL DEFAULT 0,
  path             TEXT    NOT NULL DEFAULT '',
  since            INTEGER NOT NULL,             -- when the previous step was taken
  due_at           INTEGER,                      -- of its timer
  limit_day        INTEGER,                      -- the slot of a daily limit that it holds
  ended_at         INTEGER,
  end_reason       INTEGER,
  end_event_id     INTEGER
) STRICT;
CREATE INDEX journeys_running ON journeys (customer_id) WHERE ended_at IS NULL;
CREATE INDEX journeys_by_entry ON journeys (campaign_id, customer_id, started_at);

-- Which steps a journey took, and what came of each.
CREATE TABLE journey_steps (
  journey_id INTEGER NOT NULL,
  number     INTEGER NOT NULL,   -- 0, 1, 2 ... in the order taken
  step       INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  result     INTEGER NOT NULL,
  detail     TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (journey_id, number)
) STRICT, WITHOUT ROWID;

-- Triggers with quiet_for that have seen their event and wait for silence.
CREATE TABLE quiet_triggers (
  id          INTEGER PRIMARY KEY,
  campaign_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  entry_key   TEXT    NOT NULL,
  event_id    INTEGER NOT NULL,
  due_at      INTEGER NOT NULL,
  UNIQUE (campaign_id, customer_id, entry_key)
) STRICT;

-- What is due when: clustered by time, so that a tick costs what is due and not what is waiting.
CREATE TABLE timers (
  due_at  INTEGER NOT NULL,
  kind    INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  PRIMARY KEY (due_at, kind, subject)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ messages

CREATE TABLE messages (
  id             INTEGER PRIMARY KEY,
  customer_id    INTEGER NOT NULL REFERENCES customers (id),
  campaign_id    INTEGER,
  version_id     INTEGER,
  journey_id     INTEGER,
  step           INTEGER,
  variant        TEXT,
  name           TEXT    NOT NULL,     -- of the message file
  kind           INTEGER NOT NULL,
  event_id       INTEGER,              -- the event at hand: what {{ event }} means
  created_at     INTEGER NOT NULL,
  expires_at     INTEGER NOT NULL,
  withheld       TEXT                  -- why nothing was queued, where a gate said never at the decision
) STRICT;
CREATE INDEX messages_by_customer ON messages (customer_id, id);
CREATE INDEX messages_by_journey ON messages (journey_id);

CREATE TABLE deliveries (
  id                  INTEGER PRIMARY KEY,
  message_id          INTEGER NOT NULL REFERENCES messages (id),
  channel             TEXT    NOT NULL,
  address_id          INTEGER REFERENCES addresses (id),   -- null: the shop itself (staff lists)
  state               INTEGER NOT NULL,
  reason              TEXT    NOT NULL DEFAULT '',
  priority            INTEGER NOT NULL,
  due_at              INTEGER,          -- while queued or retrying
  attempts            INTEGER NOT NULL DEFAULT 0,
  idempotency_key     TEXT    NOT NULL UNIQUE,
  provider_message_id TEXT,
  pace_key            TEXT,
  first_attempt_at    INTEGER,
  ended_at            INTEGER,
  cost_micros         INTEGER,
  cost_currency       TEXT
) STRICT;
CREATE INDEX deliveries_by_message ON deliveries (message_id);
CREATE INDEX deliveries_by_provider_id ON deliveries (channel, provider_message_id)
  WHERE provider_message_id IS NOT NULL;
-- Written with OR, not IN: only so does SQLite see that `state = 2` lies within it.
CREATE INDEX deliveries_open ON deliveries (channel, state) WHERE state = 2 OR state = 7;

-- What waits to be handed over, clustered in the order in which it leaves.
CREATE TABLE delivery_queue (
  channel     TEXT    NOT NULL,
  priority    INTEGER NOT NULL,
  due_at      INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL,
  PRIMARY KEY (channel, priority, due_at, delivery_id)
) STRICT, WITHOUT ROWID;

-- Each attempt is recorded before it is made: a ticket is never used twice.
CREATE TABLE attempts (
  ticket      INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
  number      INTEGER NOT NULL,
  started_at  INTEGER NOT NULL,
  ended_at    INTEGER,
  outcome     INTEGER,
  detail      TEXT
) STRICT;
CREATE INDEX attempts_by_delivery ON attempts (delivery_id);

-- What was sent, so that every retry sends the same bytes. After its keeping time only the hash stays.
CREATE TABLE contents (
  delivery_id INTEGER PRIMARY KEY,
  created_at  INTEGER NOT NULL,
  hash        BLOB    NOT NULL,
  body        BLOB                      -- zstd over JSON
) STRICT;
CREATE INDEX contents_by_age ON contents (created_at) WHERE body IS NOT NULL;

-- Marketing messages that took a slot of a customer's cap.
CREATE TABLE cap_slots (
  customer_id INTEGER NOT NULL,
  taken_at    INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL,
  PRIMARY KEY (customer_id, taken_at, delivery_id)
) STRICT, WITHOUT ROWID;

-- Provider reports, idempotent by the provider's own id for ever.
CREATE TABLE receipts (
  channel           TEXT    NOT NULL,
  provider_event_id TEXT    NOT NULL,
  delivery_id       INTEGER,
  kind              INTEGER NOT NULL,
  at                INTEGER NOT NULL,
  PRIMARY KEY (channel, provider_event_id)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ the documented view

-- All that a condition may ask. main_units() and journey_started_at() are the daemon's own functions.
CREATE VIEW customer_profile AS
SELECT
  id                                            AS customer_id,
  orders                                        AS orders,
  purchases                                     AS purchases,
  main_units(spent_minor)                       AS spent,
  main_units(spent_minor)                       AS lifetime_value,
  CASE WHEN orders > 0 THEN main_units(spent_minor) / orders END AS average_order_value,
  CASE WHEN orders > 0 THEN CAST(discounted_orders AS REAL) / orders ELSE 0.0 END AS discount_share,
  first_order_at                                AS first_order_at,
  last_order_at                                 AS last_order_at,
  stage_name(stage)                             AS stage,
  stage_since                                   AS stage_since,
  own_gap_ms / 86400000.0                       AS own_gap_days,
  known_since                                   AS known_since,
  language                                      AS language,
  country                                       AS country,
  time_zone                                     AS time_zone,
  first_name                                    AS first_name,
  last_name                                     AS last_name,
  last_rating                                   AS last_rating,
  last_reaction_at                              AS last_reaction_at,
  coalesce(last_reaction_at >= journey_started_at(), 0) AS reacted,
  resting_since IS NOT NULL                     AS resting,
  properties                                    AS properties
FROM customers;
