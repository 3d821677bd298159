-- What people, or a limit, decided about a campaign beside its file. Paused: nobody starts, and those inside wait.
-- Ended: nobody starts, and those inside are let out or have ended.
ALTER TABLE campaigns ADD COLUMN paused_at INTEGER;
ALTER TABLE campaigns ADD COLUMN paused_by TEXT NOT NULL DEFAULT '';
ALTER TABLE campaigns ADD COLUMN pause_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE campaigns ADD COLUMN stopped_at INTEGER;
ALTER TABLE campaigns ADD COLUMN stopped_by TEXT NOT NULL DEFAULT '';
ALTER TABLE campaigns ADD COLUMN stop_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE campaigns ADD COLUMN lets_out INTEGER NOT NULL DEFAULT 0;  -- 1: those inside go on until they are through
ALTER TABLE campaigns ADD COLUMN unsettled INTEGER NOT NULL DEFAULT 0; -- 1: those inside are being told, in slices
CREATE INDEX campaigns_unsettled ON campaigns (id) WHERE unsettled = 1;

-- Whose moment came while their campaign was paused: journeys (1) and deliveries (2). They cost nothing until it goes on.
CREATE TABLE held (
  campaign_id INTEGER NOT NULL,
  kind        INTEGER NOT NULL,
  subject     INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, kind, subject)
) STRICT, WITHOUT ROWID;

-- Those inside a campaign, in the order of their numbers.
CREATE INDEX journeys_inside ON journeys (campaign_id) WHERE ended_at IS NULL;
