-- The event that ended a journey's latest wait_for: what conditions and steps mean by `heard`.
ALTER TABLE journeys ADD COLUMN heard_event_id INTEGER;

-- Journeys that listen without a time-out have no timer; when their campaign's file is gone, they are found here.
CREATE INDEX journeys_without_timer ON journeys (campaign_id) WHERE ended_at IS NULL AND due_at IS NULL;

-- Lists that customers join and leave by steps of campaigns.
CREATE TABLE customer_lists (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  list        TEXT    NOT NULL,
  since       INTEGER NOT NULL,
  PRIMARY KEY (customer_id, list)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_lists_by_list ON customer_lists (list, customer_id);

-- Who got which variant of a test. One row a person: whoever comes again gets the same and counts once.
CREATE TABLE variant_people (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  step        TEXT    NOT NULL,      -- the step's id
  variant     TEXT    NOT NULL,      -- the message's name; "" = held out
  journey_id  INTEGER NOT NULL,      -- the latest
  since       INTEGER NOT NULL,
  goal_at     INTEGER,
  PRIMARY KEY (customer_id, campaign_id, step)
) STRICT, WITHOUT ROWID;

-- What came of it, counted as it happens.
CREATE TABLE journey_variants (
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  step        TEXT    NOT NULL,
  variant     TEXT    NOT NULL,
  people      INTEGER NOT NULL DEFAULT 0,
  goals       INTEGER NOT NULL DEFAULT 0,
  expected    INTEGER NOT NULL DEFAULT 0,  -- people by the shares in force when each came, in millionths
  PRIMARY KEY (campaign_id, step, variant)
) STRICT, WITHOUT ROWID;
