-- What each channel sent in each of the shop's days, and what came back of it. `claimed` is what a daily volume goes by; the
-- others are what a channel is judged by, and go back to nothing when it is resumed after it stopped itself.
CREATE TABLE channel_days (
  channel    TEXT NOT NULL,
  day        INTEGER NOT NULL,
  claimed    INTEGER NOT NULL DEFAULT 0,
  sent       INTEGER NOT NULL DEFAULT 0,
  bounced    INTEGER NOT NULL DEFAULT 0,
  complained INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (channel, day)
) STRICT, WITHOUT ROWID;

-- Channels that send no marketing until somebody says so.
CREATE TABLE channel_stops (
  channel TEXT PRIMARY KEY,
  at      INTEGER NOT NULL,
  by      TEXT NOT NULL,
  reason  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
