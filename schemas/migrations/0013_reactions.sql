-- Where the short links of messages lead. No row a message: the same address is the same row for everybody, so that links
-- work for as long as somebody may follow them. customer_id: whose messages alone have it; null = of several.
CREATE TABLE link_targets (
  hash        INTEGER PRIMARY KEY,   -- 48 bits of the address's SHA-256
  url         TEXT    NOT NULL,
  customer_id INTEGER
) STRICT;
CREATE INDEX link_targets_by_customer ON link_targets (customer_id) WHERE customer_id IS NOT NULL;

-- Links that were followed and pictures that were loaded, until it is known by what: a person or a machine.
CREATE TABLE link_hits (
  id          INTEGER PRIMARY KEY,
  delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
  target      INTEGER NOT NULL,      -- 0: the picture of a mail that was opened
  at          INTEGER NOT NULL,
  is_machine  INTEGER NOT NULL       -- 1: it says so itself
) STRICT;
CREATE INDEX link_hits_by_delivery ON link_hits (delivery_id, at);

-- What people and machines did with one delivery, counted.
CREATE TABLE delivery_reactions (
  delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
  target      INTEGER NOT NULL,      -- 0: opened
  people      INTEGER NOT NULL DEFAULT 0,
  machines    INTEGER NOT NULL DEFAULT 0,
  person_at   INTEGER,               -- the latest that became an event
  machine_at  INTEGER,
  PRIMARY KEY (delivery_id, target)
) STRICT, WITHOUT ROWID;

-- The same over a campaign's messages. opened and clicked: deliveries with at least one person's.
CREATE TABLE campaign_reactions (
  campaign_id     INTEGER NOT NULL REFERENCES campaigns (id),
  message         TEXT    NOT NULL,
  channel         TEXT    NOT NULL,
  opened          INTEGER NOT NULL DEFAULT 0,
  clicked         INTEGER NOT NULL DEFAULT 0,
  clicks          INTEGER NOT NULL DEFAULT 0,
  machine_opens   INTEGER NOT NULL DEFAULT 0,
  machine_clicks  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign_id, message, channel)
) STRICT, WITHOUT ROWID;
