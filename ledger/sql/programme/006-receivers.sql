-- Receivers: shops that tell of their orders. Of what they tell only ids, amounts and what categories are
-- chosen by is kept; names and addresses are left out before anything is written.

CREATE TABLE receivers (
  receiver text COLLATE "C" PRIMARY KEY,
  shop text NOT NULL,
  -- What the shop signs with.
  secret text NOT NULL,
  -- The merchant's mapping file, as it was given.
  mapping text NOT NULL,
  made_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);

-- Every different delivery once: the same body again is the same row.
CREATE TABLE deliveries (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  receiver text COLLATE "C" NOT NULL REFERENCES receivers ON DELETE CASCADE,
  -- SHA-256 of the topic and the raw body.
  digest bytea NOT NULL,
  -- The shop's own name for the delivery, and what it was about.
  source text,
  topic text NOT NULL,
  "order" text COLLATE "C",
  -- What was understood of it; null when there was nothing to keep.
  notice text,
  state text NOT NULL CHECK (state IN ('done', 'ignored', 'waiting', 'refused', 'unreadable')),
  reason text,
  tries integer NOT NULL DEFAULT 0,
  -- How often it came.
  times integer NOT NULL DEFAULT 1,
  received_at timestamptz NOT NULL,
  due_at timestamptz,
  UNIQUE (receiver, digest)
);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'waiting';
CREATE INDEX deliveries_of_order ON deliveries (receiver, "order") WHERE state IN ('waiting', 'refused');
CREATE INDEX deliveries_by_state ON deliveries (receiver, state, place);
CREATE INDEX deliveries_by_age ON deliveries (received_at);

-- What was made of a shop's orders: which are paid, when they complete, what came back of each line.
CREATE TABLE received_orders (
  receiver text COLLATE "C" NOT NULL REFERENCES receivers ON DELETE CASCADE,
  "order" text COLLATE "C" NOT NULL,
  -- When it can no longer be returned; null while nobody knows, and again when it was called off.
  completes_at timestamptz,
  completed_at timestamptz,
  -- The shop's own time of the youngest notice: an older one no longer says when it completes.
  told_at timestamptz,
  -- The refunds that were taken, by the shop's ids.
  refunds text[] NOT NULL DEFAULT '{}',
  -- What the order came to, and what of that came back, where refunds are told as sums: in millionths.
  total_e6 numeric NOT NULL DEFAULT 0,
  returned_e6 numeric NOT NULL DEFAULT 0,
  PRIMARY KEY (receiver, "order")
);
CREATE INDEX received_orders_due ON received_orders (completes_at)
  WHERE completes_at IS NOT NULL AND completed_at IS NULL;

CREATE TABLE received_lines (
  receiver text COLLATE "C" NOT NULL,
  "order" text COLLATE "C" NOT NULL,
  line text COLLATE "C" NOT NULL,
  paid_minor numeric NOT NULL,
  -- Pieces, in millionths: some shops sell half a metre.
  quantity_e6 numeric NOT NULL,
  refunded_minor numeric NOT NULL DEFAULT 0,
  returned_e6 numeric NOT NULL DEFAULT 0,
  PRIMARY KEY (receiver, "order", line),
  FOREIGN KEY (receiver, "order") REFERENCES received_orders ON DELETE CASCADE
);
