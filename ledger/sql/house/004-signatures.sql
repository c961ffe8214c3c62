-- Signatures of requests without an Idempotency-Key: what was caught on its way is of no use a second time.

CREATE TABLE signatures (
  signature bytea PRIMARY KEY CHECK (length(signature) = 32),
  seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX signatures_seen_at ON signatures (seen_at);
