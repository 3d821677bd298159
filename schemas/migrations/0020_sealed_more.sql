-- What `consent verify` could not see is sealed as well.

-- 1: as until now, 2: the hash of what is personal also goes over the address as typed and the event that said it. Whoever
-- writes another number here only makes the hash wrong.
ALTER TABLE consent_evidence ADD COLUMN form INTEGER NOT NULL DEFAULT 1;

-- A keyed hash over an erasure: an erased customer's evidence is gone, and without the key nobody can make it seem so.
ALTER TABLE erasures ADD COLUMN seal BLOB;
CREATE INDEX erasures_by_customer ON erasures (customer_id);
-- Those from before are sealed at the next start.
INSERT INTO meta (key, value) SELECT 'erasures_to_seal', 'yes' FROM erasures LIMIT 1;

-- What an event said, for whoever holds the log against the ledger.
CREATE INDEX consents_by_event ON consents (event_id) WHERE event_id IS NOT NULL;

-- An address that was left on a page after its customer had been erased is nobody's.
UPDATE addresses SET value = '', normal = 'erased ' || id
  WHERE kind = 'pending-email' AND value <> '' AND customer_id IN (SELECT id FROM customers WHERE processing = 3);
