-- What is in the quarantine can be read once more after a fix: by which door it came, and what the door was told
-- beside the body. Rows of before do not know, and cannot.
ALTER TABLE quarantine ADD COLUMN door TEXT NOT NULL DEFAULT '';    -- 'track', 'batch', 'intake/NAME'
ALTER TABLE quarantine ADD COLUMN topic TEXT NOT NULL DEFAULT '';   -- of a shop's webhook
ALTER TABLE quarantine ADD COLUMN sent_at INTEGER;
