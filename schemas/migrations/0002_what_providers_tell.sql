-- Reports that came before we knew what they are about: a provider may tell of a message while its answer to us is
-- still on its way. Looked at when a message becomes known; forgotten after some days.
CREATE TABLE early_receipts (
  id          INTEGER PRIMARY KEY,
  channel     TEXT    NOT NULL,
  key         TEXT    NOT NULL,   -- the provider's message id, or our idempotency key
  received_at INTEGER NOT NULL,
  body        TEXT    NOT NULL    -- the report, as JSON
) STRICT;
CREATE INDEX early_receipts_by_key ON early_receipts (channel, key);
CREATE INDEX early_receipts_by_age ON early_receipts (received_at);

-- Requests of providers that came while the channel was down, answered and kept as they came. AUTOINCREMENT: in order.
CREATE TABLE kept_webhooks (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  channel     TEXT    NOT NULL,
  received_at INTEGER NOT NULL,
  tries       INTEGER NOT NULL DEFAULT 0,
  size        INTEGER NOT NULL,
  request     BLOB    NOT NULL    -- as it is handed to the channel's process
) STRICT;
CREATE INDEX kept_webhooks_by_channel ON kept_webhooks (channel, id);

-- How much of it there is, so that its bound costs nothing to keep.
CREATE TABLE kept_webhook_totals (
  channel TEXT PRIMARY KEY,
  count   INTEGER NOT NULL,
  bytes   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
