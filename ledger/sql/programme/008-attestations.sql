-- What a bank statement said, beside what was owed at the close of the same day. Only ever added to: a
-- later statement for the same day stands beside the earlier one.

CREATE TABLE attestations (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The day of the balance, by the bank; the account only as anybody may see it.
  date text COLLATE "C" NOT NULL,
  balance_minor numeric NOT NULL,
  currency text NOT NULL,
  account text NOT NULL,
  statement text NOT NULL,
  file_sha256 text NOT NULL CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
  -- The last close that is not after that day, and what was owed at it.
  close_date text COLLATE "C" NOT NULL CHECK (close_date <= date),
  close_seq bigint NOT NULL,
  reserve_e18 numeric NOT NULL,
  pro_rata_e18 numeric NOT NULL,
  tier_e18 numeric NOT NULL,
  wallets_e18 numeric NOT NULL,
  -- Below zero where less was in the bank than was owed.
  difference_minor numeric NOT NULL,
  attested_by text NOT NULL,
  attested_at timestamptz NOT NULL,
  CHECK ((balance_minor - difference_minor) * 1000000000000000000
    = reserve_e18 + pro_rata_e18 + tier_e18 + wallets_e18)
);
CREATE INDEX attestations_by_date ON attestations (date, place);
-- The same file says the same thing once.
CREATE UNIQUE INDEX attestations_once ON attestations (file_sha256, account, date, balance_minor);
CREATE TRIGGER attestations_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON attestations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What explains a difference. One that was wrong is taken back by another with the opposite amount.
CREATE TABLE explanations (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  attestation bigint NOT NULL REFERENCES attestations,
  -- What of the difference it explains, with the difference's sign.
  amount_minor numeric NOT NULL CHECK (amount_minor <> 0),
  text text NOT NULL CHECK (text <> ''),
  explained_by text NOT NULL,
  explained_at timestamptz NOT NULL
);
CREATE INDEX explanations_of ON explanations (attestation, place);
CREATE TRIGGER explanations_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON explanations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
