-- Read models: what is asked for, derived from the journal, a little behind it. `progress` says how
-- far they have come; everything here changes together with it, in one transaction.

-- The figures of the programme that belong to no holder: a text of the ledger's own.
CREATE TABLE progress (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  seq bigint NOT NULL DEFAULT 0,
  closes integer NOT NULL DEFAULT 0,
  figures text
);
INSERT INTO progress DEFAULT VALUES;

-- Each holder as it was last written: what closes since `settled_close` paid comes on top of it, see
-- the view `positions`. Numbers are given in the order of joining.
CREATE TABLE holders (
  number integer PRIMARY KEY,
  holder text COLLATE "C" NOT NULL UNIQUE,
  referrer integer NOT NULL,
  tier integer NOT NULL,
  settled_close integer NOT NULL,
  has_grown integer NOT NULL,
  written_close integer NOT NULL,
  shares_micro numeric NOT NULL,
  held_micro numeric NOT NULL,
  granted_micro numeric NOT NULL,
  peak_micro numeric NOT NULL,
  owed_shares_micro numeric NOT NULL,
  owed_quota_e18 numeric NOT NULL,
  payouts_minor numeric NOT NULL,
  withdrawn_minor numeric NOT NULL,
  given_back_minor numeric NOT NULL,
  quota_e18 numeric NOT NULL,
  dividends_e18 numeric NOT NULL,
  index_e18 numeric NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX holders_by_shares ON holders (shares_micro DESC, number);

-- Shares set aside. `made` is the order in which the holds still open were made.
CREATE TABLE holds (
  hold text COLLATE "C" PRIMARY KEY,
  number integer NOT NULL,
  shares_micro numeric NOT NULL,
  "order" text NOT NULL,
  expires text NOT NULL,
  is_open boolean NOT NULL
);
CREATE INDEX holds_of ON holds (number) WHERE is_open;

-- Which rows of the journal concern whom: holders as h:ID, orders as o:ID, plans as p.
CREATE TABLE touches (
  key text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (key, seq)
);
CREATE INDEX touches_by_seq ON touches USING brin (seq);

-- Every close, and what there was before the first one (close 0). `heads_e18` is by tier, 0 first.
CREATE TABLE closes (
  close integer PRIMARY KEY,
  seq bigint NOT NULL,
  date text,
  index_e18 numeric NOT NULL,
  heads_e18 numeric[] NOT NULL,
  reserve_e18 numeric NOT NULL,
  outstanding_micro numeric NOT NULL,
  pro_rata_paid_e18 numeric NOT NULL,
  tier_paid_e18 numeric NOT NULL,
  carried_e18 numeric NOT NULL,
  capped integer NOT NULL,
  forced integer NOT NULL
);
CREATE UNIQUE INDEX closes_by_date ON closes (date);

-- What each holder has, with all dividends up to the last close. Whoever has no shares or no quota
-- takes no part in a close; whoever reaches its quota is written down at the close itself.
CREATE VIEW positions AS
SELECT h.number, h.holder, r.holder AS referrer, h.tier, h.shares_micro, h.held_micro, h.granted_micro,
  h.quota_e18 - e.earned_e18 AS quota_e18,
  h.dividends_e18 + e.earned_e18 AS dividends_e18,
  h.payouts_minor, h.withdrawn_minor,
  div(h.dividends_e18 + e.earned_e18, 1000000000000000000) + h.payouts_minor - h.withdrawn_minor
    AS wallet_minor,
  h.owed_shares_micro, h.owed_quota_e18
FROM holders h
LEFT JOIN holders r ON r.number = h.referrer - 1
CROSS JOIN progress p
JOIN closes c ON c.close = p.closes
JOIN closes s ON s.close = h.settled_close
CROSS JOIN LATERAL (
  SELECT CASE WHEN h.shares_micro > 0 AND h.quota_e18 > 0
    THEN h.shares_micro * (c.index_e18 - s.index_e18) + c.heads_e18[h.tier + 1] - s.heads_e18[h.tier + 1]
    ELSE 0 END AS earned_e18
) e;
