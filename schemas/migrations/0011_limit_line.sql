-- Who waits for a place of a campaign's daily limit, clustered in the order in which the places are handed out.
CREATE TABLE limit_line (
  campaign_id INTEGER NOT NULL,
  below       REAL    NOT NULL,        -- the value of serve_first, negated; 0 where the campaign has none
  asked_at    INTEGER NOT NULL,
  journey_id  INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, below, asked_at, journey_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX limit_line_by_journey ON limit_line (journey_id);
