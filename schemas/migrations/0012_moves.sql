-- Those inside a campaign who are being taken to another version of it, in slices.
CREATE TABLE campaign_moves (
  campaign_id   INTEGER PRIMARY KEY REFERENCES campaigns (id),
  version_id    INTEGER NOT NULL REFERENCES campaign_versions (id),
  after_journey INTEGER NOT NULL,      -- those up to this id have been asked
  moved         INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The versions by which a moved journey went before: the steps with numbers below `steps`, from the row before on.
CREATE TABLE journey_versions (
  journey_id INTEGER NOT NULL,
  steps      INTEGER NOT NULL,
  version_id INTEGER NOT NULL,
  until      INTEGER NOT NULL,
  PRIMARY KEY (journey_id, steps)
) STRICT, WITHOUT ROWID;

-- Steps still ahead that a moved journey has taken by an earlier version: passed by, so that nothing is doubled. '3 5 '
ALTER TABLE journeys ADD COLUMN skips TEXT NOT NULL DEFAULT '';
