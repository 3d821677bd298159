-- What came back of the messages of a campaign that begins with a few customers and stops itself.
CREATE TABLE campaign_health (
  campaign_id  INTEGER PRIMARY KEY REFERENCES campaigns (id),
  since        INTEGER NOT NULL,
  sent         INTEGER NOT NULL DEFAULT 0,
  failed       INTEGER NOT NULL DEFAULT 0,
  unsubscribed INTEGER NOT NULL DEFAULT 0,
  complained   INTEGER NOT NULL DEFAULT 0
) STRICT;
