-- How often each address was asked for a first yes on a day, whoever left it: a form that anybody may fill in must not become
-- a way to fill a stranger's mailbox. Keyed hashes alone; days that are over go.
CREATE TABLE asked_addresses (
  day   INTEGER NOT NULL,
  hash  BLOB NOT NULL,
  asked INTEGER NOT NULL,
  PRIMARY KEY (day, hash)
) STRICT, WITHOUT ROWID;
