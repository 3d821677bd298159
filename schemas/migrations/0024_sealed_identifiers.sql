-- Whose an identifier is decides whose consents are shown and whose word counts: a keyed hash over both, so that nobody without
-- the key can give a customer's name to another one unseen. An identifier never moves; it goes with an erasure alone.
ALTER TABLE customer_identifiers ADD COLUMN seal BLOB;
-- Those from before are sealed at the next start, after this place.
INSERT INTO meta (key, value) SELECT 'identifiers_to_seal', '0 ' FROM customer_identifiers LIMIT 1;

-- What is in force of a word to one campaign follows from the ledger by when it was said; until now it was the order of hearing.
CREATE TEMP TABLE last_campaign_words AS
  SELECT customer_id, campaign_id, given, at, event_id FROM (
    SELECT a.customer_id, k.id AS campaign_id, c.given, c.at, coalesce(s.event_id, 0) AS event_id,
        row_number() OVER (PARTITION BY a.customer_id, k.id ORDER BY c.at DESC, c.given) AS place
      FROM address_consents c
      JOIN addresses a ON a.id = c.address_id
      JOIN customers p ON p.id = a.customer_id
      JOIN campaigns k ON k.name = c.channel
      JOIN consents s ON s.id = c.consent_id
      WHERE c.purpose = 4 AND p.processing < 2)
    WHERE place = 1;
INSERT OR IGNORE INTO campaign_opt_outs (customer_id, campaign_id, since, event_id)
  SELECT customer_id, campaign_id, at, event_id FROM last_campaign_words WHERE given = 0;
DELETE FROM campaign_opt_outs
  WHERE (customer_id, campaign_id) IN (SELECT customer_id, campaign_id FROM last_campaign_words WHERE given = 1);
DROP TABLE last_campaign_words;
