-- People: names and contacts, beside the ledger and never in it. Without a row everything goes on.

CREATE TABLE people (
  holder text COLLATE "C" PRIMARY KEY,
  name text,
  email text,
  phone text,
  note text,
  changed_at timestamptz NOT NULL DEFAULT now()
);
