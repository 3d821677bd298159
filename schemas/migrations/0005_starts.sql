-- What starts campaigns besides events: dates of customers, the calendar, people, and news of products.

-- When a customer's date comes round next for a campaign.
CREATE TABLE date_starts (
  id            INTEGER PRIMARY KEY,   -- the subject of its timer
  campaign_id   INTEGER NOT NULL,
  customer_id   INTEGER NOT NULL,
  due_at        INTEGER,               -- null: nothing is to come
  occasion      INTEGER,               -- the day that is meant, before the campaign's offset
  last_occasion INTEGER,               -- the latest one that came due: it does not come again
  UNIQUE (campaign_id, customer_id)
) STRICT;

-- By what each live campaign with a date or a schedule is set up. Another setting in its file sets it up anew.
CREATE TABLE start_plans (
  campaign_id INTEGER PRIMARY KEY,
  setting     TEXT NOT NULL,
  fill_after  INTEGER,                 -- date: customers up to this id have their timer; null = all of them
  due_at      INTEGER                  -- schedule: the next moment
) STRICT;

-- Members of a segment who are being started, in slices.
CREATE TABLE segment_runs (
  id             INTEGER PRIMARY KEY,
  campaign_id    INTEGER NOT NULL,
  segment        TEXT    NOT NULL,
  entry_key      TEXT    NOT NULL,     -- the moment of the schedule; '' = by hand
  again          INTEGER NOT NULL,     -- 1: also those who were inside before
  after_customer INTEGER NOT NULL,     -- members up to this id have been asked
  started        INTEGER NOT NULL,
  refused        INTEGER NOT NULL
) STRICT;

-- Who looked at, wished for or put into the cart which product: whom news of it concerns.
CREATE TABLE product_interest (
  product_id  TEXT    NOT NULL,
  customer_id INTEGER NOT NULL,
  at          INTEGER NOT NULL,        -- the latest time
  PRIMARY KEY (product_id, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX product_interest_by_customer ON product_interest (customer_id, at);

-- News of products on their way to those whom they concern, in slices.
CREATE TABLE product_news (
  event_id       INTEGER PRIMARY KEY,
  product_id     TEXT    NOT NULL,
  after_customer INTEGER NOT NULL      -- those up to this id have been told
) STRICT;
