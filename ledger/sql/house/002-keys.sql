-- Keys to the HTTP API: whose, what for, and never the secret itself.

CREATE TABLE keys (
  -- The part of a key that names it.
  key text PRIMARY KEY,
  -- The programme whose key it is; of the house's operator where there is none.
  schema text REFERENCES programmes (schema),
  -- What people call it.
  name text NOT NULL,
  scopes text[] NOT NULL,
  -- SHA-256 of the secret, which is 256 random bits.
  hash bytea NOT NULL CHECK (length(hash) = 32),
  -- What commands given by it are signed with; null where they need no signature.
  signing_secret bytea,
  made_at timestamptz NOT NULL DEFAULT now(),
  -- The key that took its place.
  replaced_by text REFERENCES keys,
  ends_at timestamptz,
  used_at timestamptz
);
CREATE INDEX keys_schema ON keys (schema);
