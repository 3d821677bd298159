-- What a shop may want to know of a customer, kept as things happen.
ALTER TABLE customers ADD COLUMN store_orders INTEGER NOT NULL DEFAULT 0;        -- of the orders that count
ALTER TABLE customers ADD COLUMN seasonal INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN last_opened_at INTEGER;
ALTER TABLE customers ADD COLUMN nps INTEGER;                                    -- the latest answer, 0 to 10
ALTER TABLE customers ADD COLUMN has_account INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN open_cases INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN subscriptions INTEGER NOT NULL DEFAULT 0;       -- the active ones
ALTER TABLE customers ADD COLUMN carts_open INTEGER NOT NULL DEFAULT 0;          -- carts with something in them
ALTER TABLE customers ADD COLUMN cart_changed_at INTEGER;                        -- the latest of those
ALTER TABLE customers ADD COLUMN source TEXT;
ALTER TABLE customers ADD COLUMN preferred_channel TEXT;
-- 'email,sms': where marketing may be sent, by consent and health of the addresses. Follows the consent epoch.
ALTER TABLE customers ADD COLUMN reachable_channels TEXT NOT NULL DEFAULT '';

UPDATE customers SET reachable_channels = coalesce(
  (SELECT group_concat(DISTINCT c.channel)
   FROM addresses a JOIN address_consents c ON c.address_id = a.id
   LEFT JOIN address_health h ON h.address_id = a.id AND h.channel = c.channel
   WHERE a.customer_id = customers.id AND c.purpose = 1 AND c.given = 1 AND h.suppressed_at IS NULL), '');

UPDATE customers SET
  carts_open = (SELECT count(*) FROM carts WHERE customer_id = customers.id AND products > 0),
  cart_changed_at = (SELECT max(changed_at) FROM carts WHERE customer_id = customers.id AND products > 0);

ALTER TABLE orders ADD COLUMN in_store INTEGER NOT NULL DEFAULT 0;

-- Support cases and subscriptions: what is opened and closed again under an id of the shop's, in any order.
CREATE TABLE customer_ties (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  kind        INTEGER NOT NULL,
  key         TEXT    NOT NULL,
  open        INTEGER NOT NULL,
  at          INTEGER NOT NULL,     -- of the latest word about it
  PRIMARY KEY (customer_id, kind, key)
) STRICT, WITHOUT ROWID;

-- Buyers in the order of each figure: ranks for the shop's quintiles, and those between an old border and a new one.
CREATE INDEX customers_by_last_order ON customers (last_order_at, id) WHERE orders > 0;
CREATE INDEX customers_by_orders ON customers (orders, id) WHERE orders > 0;
CREATE INDEX customers_by_spent ON customers (spent_minor, id, orders) WHERE orders > 0;
CREATE INDEX customers_by_order_value ON customers (spent_minor * 1.0 / orders, id) WHERE orders > 0;

-- The shop's figures about its buyers, in the row of their day; absent until they have been worked out. Borders are the
-- last values of the four lower quintiles: '1 2 3 5'.
ALTER TABLE shop_figures ADD COLUMN buyers INTEGER;
ALTER TABLE shop_figures ADD COLUMN spent_mean REAL;
ALTER TABLE shop_figures ADD COLUMN spent_deviation REAL;
ALTER TABLE shop_figures ADD COLUMN order_value_mean REAL;
ALTER TABLE shop_figures ADD COLUMN order_value_deviation REAL;
ALTER TABLE shop_figures ADD COLUMN recency_borders TEXT NOT NULL DEFAULT '';
ALTER TABLE shop_figures ADD COLUMN frequency_borders TEXT NOT NULL DEFAULT '';
ALTER TABLE shop_figures ADD COLUMN monetary_borders TEXT NOT NULL DEFAULT '';

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
FROM customers;
