-- What the shopper's own pages need: returns that shoppers ask for, withdrawals taken back, and accounts
-- deleted.

-- A return that a shopper asks for. `goods` are the pieces of each line; the amounts are what was shown:
-- no more is withheld. Accepted, it becomes a return; several may ask for pieces of one order.
CREATE TABLE patronage_return_request (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id integer NOT NULL REFERENCES patronage_order (order_id),
  goods jsonb NOT NULL,
  reason text NOT NULL,
  withheld_minor bigint NOT NULL,
  pay_minor bigint NOT NULL,
  shares_minor bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('requested', 'accepted', 'declined', 'cancelled')),
  requested_at timestamptz NOT NULL,
  decided_at timestamptz,
  decided_by integer REFERENCES administrator (id),
  answer text,
  return_id text REFERENCES patronage_return (id)
);
CREATE INDEX patronage_return_request_order ON patronage_return_request (order_id);
CREATE INDEX patronage_return_request_open ON patronage_return_request (id) WHERE state = 'requested';

-- Who asked for cash may take the request back until somebody has approved it.
ALTER TABLE patronage_withdrawal DROP CONSTRAINT patronage_withdrawal_state_check;
ALTER TABLE patronage_withdrawal ADD CONSTRAINT patronage_withdrawal_state_check CHECK (
  state IN ('requested', 'reviewed', 'approved', 'paid', 'rejected', 'cancelled'));
ALTER TABLE patronage_withdrawal ADD COLUMN cancelled_at timestamptz;
-- By this key of the shopper's own it is asked for once, however often the request is sent.
ALTER TABLE patronage_withdrawal ADD COLUMN key text;
CREATE UNIQUE INDEX patronage_withdrawal_key ON patronage_withdrawal (customer_id, key);
DROP INDEX patronage_withdrawal_open;
CREATE INDEX patronage_withdrawal_open ON patronage_withdrawal (id)
  WHERE state NOT IN ('paid', 'rejected', 'cancelled');

-- The language of the shopper's last request at the till, in which the order's mails are.
CREATE TABLE patronage_order_language (
  order_id integer PRIMARY KEY REFERENCES "order" (id) ON DELETE CASCADE,
  language text NOT NULL CHECK (language IN ('zh', 'en'))
);

-- A member that deleted its account: the ledger knows its id for good, and its code brings in nobody.
ALTER TABLE patronage_member ADD COLUMN deleted_at timestamptz;

-- What a shopper has: read by its pages, and by the deletion.
CREATE INDEX patronage_order_customer ON patronage_order (customer_id, paid_at);
CREATE INDEX patronage_hold_customer ON patronage_hold (customer_id) WHERE state = 'held';
