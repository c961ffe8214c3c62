-- Runs of the gate that were asked for over HTTP: they take minutes, so whoever asks comes again for the
-- result, and finds it after a restart too. They stand here and not with a programme, for the operator asks
-- for plans whose programme has not begun.

CREATE TABLE gate_runs (
  -- Whose run it is, and nobody else sees it: a programme's schema, or 'house' for the operator.
  owner text COLLATE "C" NOT NULL,
  plan_hash text COLLATE "C" NOT NULL,
  plan text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  asked_at timestamptz NOT NULL DEFAULT now(),
  -- Who runs it, and how long that keeps others off: a sign of life, renewed while it runs.
  runner text,
  held_until timestamptz,
  -- How often it was begun.
  tries integer NOT NULL DEFAULT 0,
  done_count integer NOT NULL DEFAULT 0,
  total_count integer NOT NULL DEFAULT 0,
  ended_at timestamptz,
  -- Why it failed: whoever ran it ended each time, or it is a fault of ours.
  failure text CHECK (failure IN ('interrupted', 'fault')),
  made_at timestamptz,
  result text,
  PRIMARY KEY (owner, plan_hash),
  CHECK ((state = 'running') = (runner IS NOT NULL AND held_until IS NOT NULL)),
  CHECK ((state = 'done') = (made_at IS NOT NULL AND result IS NOT NULL)),
  CHECK ((state = 'failed') = (failure IS NOT NULL)),
  CHECK ((state IN ('waiting', 'running')) = (ended_at IS NULL))
);
CREATE INDEX gate_runs_open ON gate_runs (asked_at) WHERE ended_at IS NULL;
