-- What may be done with a customer's data. 0: as usual; 1: kept and nothing more (restricted); 2: it is being erased;
-- 3: erased, and the row is a number that orders and messages refer to.
ALTER TABLE customers ADD COLUMN processing INTEGER NOT NULL DEFAULT 0;

-- Who asked for it, and why.
CREATE TABLE restrictions (
  customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
  since       INTEGER NOT NULL,
  by          TEXT    NOT NULL,
  why         TEXT    NOT NULL
) STRICT;

-- Erasures, at work and done. `id` stands in the erasure log beside the database too: a log that knows one which the
-- database does not tells that the database is older than the erasure.
CREATE TABLE erasures (
  id             TEXT PRIMARY KEY,
  customer_id    INTEGER NOT NULL,
  reason         INTEGER NOT NULL,
  asked_at       INTEGER NOT NULL,
  until_event_id INTEGER NOT NULL,           -- what is in the log up to here must have been read first
  part           INTEGER NOT NULL DEFAULT 0, -- how far it has come in the plan (store/erasure_plan.hpp)
  place          INTEGER NOT NULL DEFAULT 0,
  finished_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX erasures_at_work ON erasures (asked_at, id) WHERE finished_at IS NULL;

-- Files beside an import that hold the rows it refused: they, too, speak of people.
CREATE TABLE reject_files (
  path       TEXT PRIMARY KEY,
  written_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Whose it was, where it was an event already: its words may name nobody and still be theirs.
ALTER TABLE quarantine ADD COLUMN event_id INTEGER;
CREATE INDEX quarantine_by_event ON quarantine (event_id) WHERE event_id IS NOT NULL;

-- Those who have been erased stand in no stage and no segment.
DROP INDEX customers_by_stage;
CREATE INDEX customers_by_stage ON customers (stage, id) WHERE processing < 3;

-- For erasures, and for what is forgotten with its delivery.
CREATE INDEX receipts_by_delivery ON receipts (delivery_id) WHERE delivery_id IS NOT NULL;

-- Steps of journeys that ended long ago are forgotten; the journey stays, so that nobody starts twice.
ALTER TABLE journeys ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;
CREATE INDEX journeys_ended ON journeys (ended_at, id) WHERE ended_at IS NOT NULL AND forgotten = 0;

-- People who never bought, agreed to nothing and have no account, by when something was last heard of them.
CREATE INDEX customers_silent ON customers
  (max(known_since, coalesce(last_reaction_at, 0), coalesce(last_opened_at, 0), coalesce(cart_changed_at, 0)), id)
  WHERE orders = 0 AND processing = 0 AND has_account = 0 AND open_cases = 0 AND subscriptions = 0
    AND reachable_channels = '';

-- All that a condition may ask. main_units(), stage_name(), journey_started_at(), days_since(), past(), shop_gap_days(),
-- quintile() and score() are the daemon's own functions.
DROP VIEW customer_profile;
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
  days_since(last_order_at)                     AS days_since_order,
  stage_name(stage)                             AS stage,
  stage_since                                   AS stage_since,
  own_gap_ms / 86400000.0                       AS own_gap_days,
  CASE WHEN purchases > 0 THEN coalesce(own_gap_ms / 86400000.0, shop_gap_days()) END AS gap_days,
  seasonal                                      AS seasonal,
  CASE WHEN stage = 0 OR stage = 4 OR orders = 0 THEN 0.0
    ELSE 365.0 / coalesce(own_gap_ms / 86400000.0, shop_gap_days())
      * main_units(spent_minor) / orders
      * min(3.0, ((last_order_at - first_order_at) / 86400000.0
                  + coalesce(own_gap_ms / 86400000.0, shop_gap_days())) / 365.0)
      * CASE stage WHEN 3 THEN 0.5 ELSE 1.0 END
    END                                         AS expected_value,
  CASE WHEN orders > 0 THEN quintile('recency', last_order_at) END AS recency,
  CASE WHEN orders > 0 THEN quintile('frequency', orders) END AS frequency,
  CASE WHEN orders > 0 THEN quintile('monetary', spent_minor) END AS monetary,
  CASE WHEN orders > 0 THEN quintile('recency', last_order_at) || '-' || quintile('frequency', orders) || '-' ||
    quintile('monetary', spent_minor) END       AS rfm,
  CASE WHEN orders > 0 THEN score('spent', spent_minor) END AS spent_score,
  CASE WHEN orders > 0 THEN score('order_value', spent_minor * 1.0 / orders) END AS order_value_score,
  store_orders                                  AS store_orders,
  orders - store_orders                         AS online_orders,
  CASE WHEN orders = 0 THEN NULL WHEN store_orders = 0 THEN 'online' WHEN store_orders = orders THEN 'store'
    ELSE 'both' END                             AS bought_in,
  carts_open                                    AS carts_open,
  cart_changed_at                               AS cart_changed_at,
  known_since                                   AS known_since,
  language                                      AS language,
  country                                       AS country,
  time_zone                                     AS time_zone,
  first_name                                    AS first_name,
  last_name                                     AS last_name,
  source                                        AS source,
  has_account                                   AS has_account,
  preferred_channel                             AS preferred_channel,
  reachable_channels                            AS reachable_channels,
  last_rating                                   AS last_rating,
  nps                                           AS nps,
  CASE WHEN nps >= 9 THEN 'promoter' WHEN nps >= 7 THEN 'passive' WHEN nps >= 0 THEN 'detractor' END AS nps_group,
  open_cases                                    AS open_cases,
  subscriptions                                 AS subscriptions,
  last_reaction_at                              AS last_reaction_at,
  last_opened_at                                AS last_opened_at,
  CASE WHEN coalesce(past(max(coalesce(last_reaction_at, last_opened_at), coalesce(last_opened_at, last_reaction_at)), 90),
                     1) THEN 'cold'
    WHEN past(max(coalesce(last_reaction_at, last_opened_at), coalesce(last_opened_at, last_reaction_at)), 30)
    THEN 'cool' ELSE 'warm' END                 AS warmth,
  coalesce(last_reaction_at >= journey_started_at(), 0) AS reacted,
  resting_since IS NOT NULL                     AS resting,
  properties                                    AS properties
FROM customers
WHERE processing < 2;
