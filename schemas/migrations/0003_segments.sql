-- Who is in which segment. A customer's own row says it in one read, and when to look again; the members of a segment lie
-- side by side, so that filling a new one appends and asking for its members reads nothing else.
CREATE TABLE segments (
  id         INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL UNIQUE,
  definition TEXT    NOT NULL DEFAULT '',   -- the condition in force; another one fills the segment anew
  state      INTEGER NOT NULL DEFAULT 0,
  fill_after INTEGER NOT NULL DEFAULT 0,    -- filling or emptying: customers up to this id are done
  size       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE segment_members (
  segment_id  INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  since       INTEGER NOT NULL,
  PRIMARY KEY (segment_id, customer_id)
) STRICT, WITHOUT ROWID;

-- No row: in no segment, and no time at which that changes by itself.
CREATE TABLE customer_segments (
  customer_id INTEGER PRIMARY KEY,
  look_at     INTEGER,                      -- of the timer that is set for this customer, if there is one
  inside      TEXT    NOT NULL DEFAULT ''   -- ids of segments in ascending order: '3 7 12'
) STRICT;

-- How each segment changed, a row for each day of the shop on which it did.
CREATE TABLE segment_days (
  segment_id INTEGER NOT NULL,
  day        INTEGER NOT NULL,
  size       INTEGER NOT NULL,              -- at the end of the day, or now
  entered    INTEGER NOT NULL DEFAULT 0,
  departed   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (segment_id, day)
) STRICT, WITHOUT ROWID;
