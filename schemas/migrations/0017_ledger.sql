-- The ledger of consents is append-only and chained. Each entry of the chain holds the public fields of a consent, a salted
-- hash of what is personal about it, and a keyed hash over the entry before and all of this: whoever changes, removes or
-- moves a row without the key is found (store/consent_check.hpp).

-- What is personal about a consent besides its own row, with the salt: both go when the customer is erased, and the chain
-- stays whole.
CREATE TABLE consent_evidence (
  consent_id INTEGER PRIMARY KEY REFERENCES consents (id),
  salt       BLOB NOT NULL,
  ip         TEXT,             -- of whoever said it on a page
  actor      TEXT,             -- the person of the shop who wrote it down
  reason     TEXT              -- theirs
) STRICT;

CREATE TABLE consent_chain (
  n           INTEGER PRIMARY KEY,
  consent_id  INTEGER NOT NULL UNIQUE,
  customer_id INTEGER NOT NULL,
  address_id  INTEGER NOT NULL,
  channel     TEXT    NOT NULL,
  purpose     INTEGER NOT NULL,
  given       INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  personal    BLOB    NOT NULL,
  hash        BLOB    NOT NULL
) STRICT;

-- What was in the ledger before there was a chain is sealed at the next start, up to here.
INSERT INTO meta (key, value) SELECT 'consents_to_seal', CAST(max(id) AS TEXT) FROM consents HAVING max(id) IS NOT NULL;

-- Against mistakes, ours and others'; against who means it there is the chain.
CREATE TRIGGER consent_chain_is_not_changed BEFORE UPDATE ON consent_chain
BEGIN SELECT raise(ABORT, 'the chain of consents is append-only'); END;
CREATE TRIGGER consent_chain_is_not_deleted BEFORE DELETE ON consent_chain
BEGIN SELECT raise(ABORT, 'the chain of consents is append-only'); END;
CREATE TRIGGER consents_are_not_deleted BEFORE DELETE ON consents
BEGIN SELECT raise(ABORT, 'the ledger of consents is append-only'); END;
CREATE TRIGGER consents_are_not_changed BEFORE UPDATE ON consents
WHEN NEW.id <> OLD.id OR NEW.address_id <> OLD.address_id OR NEW.channel <> OLD.channel OR NEW.purpose <> OLD.purpose
  OR NEW.given <> OLD.given OR NEW.at <> OLD.at OR NEW.recorded_at <> OLD.recorded_at
  OR NEW.source <> '' OR NEW.wording IS NOT NULL OR NEW.language IS NOT NULL
  OR (SELECT c.processing FROM addresses a JOIN customers c ON c.id = a.customer_id WHERE a.id = OLD.address_id) < 2
BEGIN SELECT raise(ABORT, 'the ledger of consents is append-only'); END;
CREATE TRIGGER consent_evidence_is_not_changed BEFORE UPDATE ON consent_evidence
BEGIN SELECT raise(ABORT, 'the ledger of consents is append-only'); END;
CREATE TRIGGER consent_evidence_is_not_deleted BEFORE DELETE ON consent_evidence
WHEN (SELECT c.processing FROM consents o JOIN addresses a ON a.id = o.address_id JOIN customers c ON c.id = a.customer_id
      WHERE o.id = OLD.consent_id) < 2
BEGIN SELECT raise(ABORT, 'the ledger of consents is append-only'); END;
