-- Who is not to be written to, whatever was agreed: addresses and domains as keyed hashes. It outlives the customer: a
-- mailbox that is gone is gone for whoever gives it next, and whoever was erased stays forgotten until they agree anew.
CREATE TABLE suppressions (
  hash    BLOB    NOT NULL,   -- HMAC of kind and address as compared, or of the domain
  channel TEXT    NOT NULL,   -- '' = all
  why     INTEGER NOT NULL,   -- 1: hard bounce, 2: complaint, 3: erased, 4: do not contact
  kind    INTEGER NOT NULL,   -- 1: an address, 2: a domain
  since   INTEGER NOT NULL,
  PRIMARY KEY (hash, channel, why)
) STRICT, WITHOUT ROWID;
CREATE INDEX suppressions_by_age ON suppressions (since, hash);

-- What channels have told before: hashed at the next start.
INSERT INTO meta (key, value)
  SELECT 'suppressions_to_fill', '0' FROM address_health WHERE suppressed_at IS NOT NULL LIMIT 1;
