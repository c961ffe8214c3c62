-- The house: which programmes there are, in which schema each has its tables, and who writes.

CREATE TABLE programmes (
  programme text PRIMARY KEY,
  schema text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One writer a programme at a time. Whoever takes a lease that has run out raises the epoch; a writer
-- with an older epoch can write no more, however late it wakes.
CREATE TABLE leases (
  programme text PRIMARY KEY REFERENCES programmes,
  writer text NOT NULL,
  epoch bigint NOT NULL,
  expires timestamptz NOT NULL
);
