-- The plan studio: futures of plans that somebody had run, and what they came to.

-- A run of futures. `plans` are one or two, each with a label and its text; no scenarios are all those
-- that the gate asks for. `results` is JSON, from which the report is written in either language.
--
-- `runner` is the process at it, and `beat_at` its last sign of life: both, and `began_at`, go by the
-- database's clock, since they are about processes. The other instants are those of the mall's clock.
CREATE TABLE patronage_futures (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plans jsonb NOT NULL,
  scenarios text[] NOT NULL,
  seeds integer NOT NULL CHECK (seeds > 0),
  years integer NOT NULL CHECK (years > 0),
  policy text NOT NULL,
  behaviour text NOT NULL CHECK (behaviour IN ('usual', 'shop')),
  wants_advice boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  stage text NOT NULL DEFAULT 'futures' CHECK (stage IN ('futures', 'advice')),
  done double precision NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  tries integer NOT NULL DEFAULT 0,
  runner text,
  began_at timestamptz,
  beat_at timestamptz,
  results text,
  trouble text,
  made_at timestamptz NOT NULL,
  made_by integer NOT NULL REFERENCES administrator (id),
  ended_at timestamptz
);
-- One run a person at a time.
CREATE UNIQUE INDEX patronage_futures_of_one ON patronage_futures (made_by)
  WHERE state IN ('waiting', 'running');
CREATE INDEX patronage_futures_open ON patronage_futures (id) WHERE state IN ('waiting', 'running');
