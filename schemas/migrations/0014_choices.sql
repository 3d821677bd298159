-- What customers choose besides yes and no: a break, and what they want to hear about.

-- No marketing before `until`; `at` is the moment of the word about it, and the latest word counts.
CREATE TABLE customer_breaks (
  customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
  until       INTEGER NOT NULL,
  at          INTEGER NOT NULL
) STRICT;

CREATE TABLE topic_choices (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  topic       TEXT    NOT NULL,
  wanted      INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (customer_id, topic)
) STRICT, WITHOUT ROWID;

-- What the campaign's messages are about, as its file says now.
ALTER TABLE campaigns ADD COLUMN topic TEXT;
