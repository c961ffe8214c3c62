-- What the mall keeps beside the commerce engine's own tables: who is a holder, what of an order the
-- ledger counts, what is on its way between the two. Instants are those of the mall's clock.

-- A registered customer, and the holder it is in the ledger. The ledger knows the id and nothing else.
CREATE TABLE patronage_member (
  customer_id integer PRIMARY KEY REFERENCES customer (id),
  holder text NOT NULL UNIQUE,
  code text NOT NULL UNIQUE,
  referrer_id integer REFERENCES patronage_member (customer_id),
  state text NOT NULL CHECK (state IN ('review', 'joined')),
  registered_at timestamptz NOT NULL,
  joined_at timestamptz
);
CREATE INDEX patronage_member_referrer ON patronage_member (referrer_id);

-- What somebody registered with, until the address is verified: the last registration counts.
CREATE TABLE patronage_registration (
  customer_id integer PRIMARY KEY REFERENCES customer (id),
  code text,
  device text,
  registered_at timestamptz NOT NULL
);

-- What tells persons apart: digests of devices, payment accounts, telephones and addresses.
CREATE TABLE patronage_trace (
  customer_id integer NOT NULL REFERENCES customer (id),
  kind text NOT NULL CHECK (kind IN ('device', 'payer', 'phone', 'address', 'person')),
  digest text NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, kind, digest)
);
CREATE INDEX patronage_trace_digest ON patronage_trace (kind, digest);

-- A referral that looks like one's own: it grants nothing until somebody releases it.
CREATE TABLE patronage_review (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES patronage_member (customer_id),
  order_id integer REFERENCES "order" (id),
  reasons text[] NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'released', 'rejected')),
  made_at timestamptz NOT NULL,
  decided_at timestamptz,
  decided_by integer REFERENCES administrator (id),
  UNIQUE NULLS NOT DISTINCT (customer_id, order_id)
);
CREATE INDEX patronage_review_open ON patronage_review (id) WHERE state = 'open';

-- A paid order. `state`: it waits for its buyer to become a holder, or for a review; its commands are
-- with the ledger; or there is nothing in it that accrues.
CREATE TABLE patronage_order (
  order_id integer PRIMARY KEY REFERENCES "order" (id),
  code text NOT NULL UNIQUE,
  customer_id integer NOT NULL REFERENCES customer (id),
  region text,
  state text NOT NULL CHECK (state IN ('waiting', 'review', 'sent', 'withheld', 'nothing')),
  paid_at timestamptz NOT NULL,
  shipping_minor bigint NOT NULL,
  shipping_refunded_minor bigint NOT NULL DEFAULT 0,
  delivered_at timestamptz,
  due_at timestamptz,
  completed_at timestamptz
);
CREATE INDEX patronage_order_due ON patronage_order (due_at) WHERE completed_at IS NULL AND due_at IS NOT NULL;
CREATE INDEX patronage_order_waiting ON patronage_order (customer_id) WHERE state IN ('waiting', 'review');

-- A line as it was paid. `gross_minor` is what the goods cost with tax, after discounts; `money_minor`
-- of it was paid in money, the rest in shares; `paid_minor` is what the ledger counts. What comes back
-- is counted in `returned_gross_minor`, from which all other figures of a return follow.
CREATE TABLE patronage_order_line (
  order_id integer NOT NULL REFERENCES patronage_order (order_id),
  line text NOT NULL,
  category text NOT NULL,
  quantity integer NOT NULL,
  gross_minor bigint NOT NULL,
  money_minor bigint NOT NULL,
  paid_minor bigint NOT NULL,
  returned_gross_minor bigint NOT NULL DEFAULT 0 CHECK (returned_gross_minor <= gross_minor),
  returned_quantity integer NOT NULL DEFAULT 0 CHECK (returned_quantity <= quantity),
  return_days integer NOT NULL,
  PRIMARY KEY (order_id, line)
);

-- A return on its way: asked of the ledger, decided by it, paid. `lines` are what the ledger counts.
CREATE TABLE patronage_return (
  id text PRIMARY KEY,
  order_id integer NOT NULL REFERENCES patronage_order (order_id),
  lines jsonb NOT NULL,
  goods jsonb NOT NULL,
  money_minor bigint NOT NULL,
  shares_minor bigint NOT NULL,
  shown_withheld_minor bigint,
  state text NOT NULL CHECK (state IN ('asked', 'decided', 'done', 'stuck')),
  place bigint,
  withheld_minor bigint,
  given_back_minor bigint,
  missing_minor bigint,
  loss_minor bigint,
  trouble text,
  reason text,
  asked_at timestamptz NOT NULL,
  decided_at timestamptz,
  done_at timestamptz
);
CREATE INDEX patronage_return_order ON patronage_return (order_id);
CREATE INDEX patronage_return_open ON patronage_return (asked_at) WHERE state <> 'done';

-- The payments that a return is paid back through, each once, by the id the provider knows it by.
CREATE TABLE patronage_refund (
  refund_id integer PRIMARY KEY REFERENCES refund (id),
  return_id text NOT NULL REFERENCES patronage_return (id),
  payment_id integer NOT NULL REFERENCES payment (id),
  kind text NOT NULL CHECK (kind IN ('money', 'shares')),
  total_minor bigint NOT NULL,
  withheld_minor bigint NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed')),
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamptz,
  trouble text
);
CREATE INDEX patronage_refund_return ON patronage_refund (return_id);

-- Shares set aside for a line of an order. `value_minor` is what of the line they pay for.
CREATE TABLE patronage_hold (
  hold text PRIMARY KEY,
  order_id integer NOT NULL REFERENCES "order" (id),
  payment_id integer,
  customer_id integer NOT NULL REFERENCES patronage_member (customer_id),
  line text NOT NULL,
  shares_micro numeric NOT NULL,
  value_minor bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('held', 'captured', 'released')),
  made_at timestamptz NOT NULL,
  ended_at timestamptz,
  place bigint,
  captured_minor bigint
);
CREATE INDEX patronage_hold_order ON patronage_hold (order_id);
CREATE INDEX patronage_hold_open ON patronage_hold (expires_at) WHERE state = 'held';

-- A payment at a provider, from its beginning on. What was paid and found no order goes back.
CREATE TABLE patronage_trade (
  trade text PRIMARY KEY,
  order_id integer NOT NULL REFERENCES "order" (id),
  amount_minor bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('begun', 'used', 'returning', 'returned', 'closed')),
  provider_id text,
  payer text,
  trouble text,
  begun_at timestamptz NOT NULL,
  paid_at timestamptz
);
CREATE INDEX patronage_trade_order ON patronage_trade (order_id);
CREATE INDEX patronage_trade_open ON patronage_trade (begun_at) WHERE state IN ('begun', 'returning');

-- Cash on its way out of a wallet. The ledger pays out when the payment is recorded; until then the
-- amount is only set aside here, so that a rejection needs nothing but its word.
CREATE TABLE patronage_withdrawal (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES patronage_member (customer_id),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  account text NOT NULL,
  state text NOT NULL CHECK (state IN ('requested', 'reviewed', 'approved', 'paid', 'rejected')),
  requested_at timestamptz NOT NULL,
  reviewed_at timestamptz,
  reviewed_by integer REFERENCES administrator (id),
  approved_at timestamptz,
  approved_by integer REFERENCES administrator (id),
  paid_at timestamptz,
  paid_by integer REFERENCES administrator (id),
  reference text,
  place bigint,
  rejected_at timestamptz,
  rejected_by integer REFERENCES administrator (id),
  rejection text,
  CHECK (approved_by IS NULL OR approved_by <> reviewed_by)
);
CREATE UNIQUE INDEX patronage_withdrawal_reference ON patronage_withdrawal (reference);
CREATE INDEX patronage_withdrawal_customer ON patronage_withdrawal (customer_id);
CREATE INDEX patronage_withdrawal_open ON patronage_withdrawal (id) WHERE state NOT IN ('paid', 'rejected');

-- Plans on their way into force: drafted by one person, activated by another.
CREATE TABLE patronage_plan (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan text NOT NULL,
  note text NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'activated', 'dropped')),
  made_at timestamptz NOT NULL,
  made_by integer NOT NULL REFERENCES administrator (id),
  ended_at timestamptz,
  ended_by integer REFERENCES administrator (id),
  place bigint,
  CHECK (state <> 'activated' OR ended_by <> made_by)
);

-- What the reconciler found between shop and ledger, and whether it could mend it.
CREATE TABLE patronage_finding (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  subject text NOT NULL,
  facts jsonb NOT NULL,
  found_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  mended_at timestamptz,
  gone_at timestamptz
);
CREATE UNIQUE INDEX patronage_finding_open ON patronage_finding (kind, subject) WHERE gone_at IS NULL;
CREATE TABLE patronage_reconciliation (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  began_at timestamptz NOT NULL,
  ended_at timestamptz,
  compared jsonb
);

-- The agent of each region, as the back office appointed it last.
CREATE TABLE patronage_agent (
  region text PRIMARY KEY,
  holder text NOT NULL,
  appointed_at timestamptz NOT NULL,
  appointed_by integer NOT NULL REFERENCES administrator (id),
  place bigint NOT NULL
);

-- Days that somebody closed in the back office; the ledger closes the others by itself.
CREATE TABLE patronage_close (
  date text PRIMARY KEY,
  closed_at timestamptz NOT NULL,
  closed_by integer NOT NULL REFERENCES administrator (id)
);

-- A sample's clock may run ahead of the world's, never back. One row.
CREATE TABLE patronage_clock (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  ahead_seconds bigint NOT NULL DEFAULT 0,
  is_sample boolean NOT NULL DEFAULT false
);
INSERT INTO patronage_clock DEFAULT VALUES;

-- Addresses from which logins failed, to slow down whoever guesses.
CREATE TABLE patronage_login (
  key text PRIMARY KEY,
  failure_count integer NOT NULL,
  failed_at timestamptz NOT NULL
);

-- A person's name as it is written: family name first in Chinese, last with a space elsewhere.
CREATE FUNCTION patronage_name(first_name text, last_name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN concat(first_name, last_name) ~ '[\u2E80-\u9FFF\uF900-\uFAFF]'
    THEN concat(last_name, first_name) ELSE trim(concat_ws(' ', first_name, last_name)) END
$$;
