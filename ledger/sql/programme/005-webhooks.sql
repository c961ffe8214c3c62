-- Webhooks: where events are sent, and which of them are on their way. They are events of the journal, so
-- nothing of a person stands here either.

CREATE TABLE webhook_endpoints (
  endpoint text COLLATE "C" PRIMARY KEY,
  url text NOT NULL,
  -- Which types of events it gets; null for all.
  types text[],
  -- What deliveries are signed with, and the one before it for as long as both are in force.
  secret bytea NOT NULL,
  old_secret bytea,
  old_secret_until timestamptz,
  -- Why nothing is sent; null while it is in force.
  disabled text CHECK (disabled IN ('asked', 'gone', 'failing')),
  made_at timestamptz NOT NULL,
  succeeded_at timestamptz,
  failed_at timestamptz,
  -- Since when every attempt has failed, how many there were, and how the last one did.
  failing_since timestamptz,
  failures integer NOT NULL DEFAULT 0,
  failure text
);

-- A message is one event for one endpoint. It is gone when it was delivered, and dead when it was tried
-- for days; `due_at` is also how long whoever is sending it now keeps others off.
CREATE TABLE webhook_messages (
  endpoint text COLLATE "C" NOT NULL REFERENCES webhook_endpoints ON DELETE CASCADE,
  seq bigint NOT NULL,
  nth integer NOT NULL,
  type text NOT NULL,
  -- Whom it concerns: each of them is told in order. '' for what concerns the programme as a whole.
  holders text[] COLLATE "C" NOT NULL,
  -- What is sent, the same at every attempt.
  body text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  died_at timestamptz,
  failure text,
  PRIMARY KEY (endpoint, seq, nth)
);
CREATE INDEX webhook_messages_waiting ON webhook_messages (endpoint, seq, nth) WHERE died_at IS NULL;
CREATE INDEX webhook_messages_dead ON webhook_messages (endpoint, seq, nth) WHERE died_at IS NOT NULL;
