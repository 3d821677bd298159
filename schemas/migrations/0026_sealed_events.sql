-- Words of consent wait in the log of events until they are read: a keyed hash over each, from when it came in until then, so that
-- nobody without the key can have the daemon itself seal into the ledger what nobody said. Not a column of the log, which all other
-- events would pay for.
CREATE TABLE event_seals (
  event_id INTEGER PRIMARY KEY,
  seal     BLOB NOT NULL
) STRICT;
-- Those that wait now are sealed at the next start: after which, up to which.
INSERT INTO meta (key, value)
  SELECT 'events_to_seal', '0 ' || max(id) FROM events
    HAVING max(id) > coalesce((SELECT event_id FROM cursors WHERE reader = 'reactor'), 0);
