-- The tables of the rivals, once in the schema of each, and the procedure of the one that has one. They
-- hold what an order needs; the ledger's own keep more of a holder, and which orders concern whom.

CREATE TABLE programmes (
  programme text PRIMARY KEY,
  authorised_micro numeric NOT NULL,
  reserve_e18 numeric NOT NULL,
  outstanding_micro numeric NOT NULL,
  issued_micro numeric NOT NULL,
  pro_rata_e18 numeric NOT NULL,
  tier_e18 numeric NOT NULL,
  contributed_minor numeric NOT NULL,
  seq bigint NOT NULL
);

CREATE TABLE positions (
  holder text COLLATE "C" PRIMARY KEY,
  shares_micro bigint NOT NULL,
  granted_micro bigint NOT NULL,
  quota_e18 numeric NOT NULL,
  dividends_e18 numeric NOT NULL
) WITH (fillfactor = 80);

CREATE TABLE journal (
  seq bigint PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  command text NOT NULL,
  events text NOT NULL
);

-- One order, decided and written where the data are. The rates are those of the plan.
CREATE FUNCTION pay_order(
  _programme text, _id text, _holder text, _category text, _paid_minor numeric, _command text
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  _now programmes;
  _contribution_minor numeric := floor(_paid_minor * 0.30);
  _tier_minor numeric := floor(_paid_minor * 0.10);
  _pro_rata_minor numeric := floor(_paid_minor * 0.20);
  _quota_minor numeric := floor(_paid_minor * 2);
  _into_minor numeric := 0;
  _wanted_micro numeric;
  _granted_micro numeric;
  _events text;
BEGIN
  SELECT * INTO STRICT _now FROM programmes WHERE programme = _programme FOR UPDATE;
  _wanted_micro := div(
    floor(_contribution_minor * 0.70) * 1000000000000000000 * _now.outstanding_micro,
    _now.reserve_e18
  );
  _granted_micro := least(_wanted_micro, _now.authorised_micro - _now.issued_micro);
  IF _wanted_micro > 0 THEN
    _into_minor := div(_contribution_minor * _granted_micro + _wanted_micro - 1, _wanted_micro);
  END IF;
  _pro_rata_minor := _pro_rata_minor + _contribution_minor - _into_minor;
  _events := format(
    '[{"holder":%1$s,"lines":[{"category":%2$s,"line":"1","paidMinor":"%3$s"}],"order":%4$s,"type":"orderPaid"},'
    '{"buyerDividendsE18":"0","buyerGivenBackMinor":"0","buyerIndexE18":"0",'
    '"categories":[{"category":%2$s,"paidMinor":"%3$s"}],"intoMinor":"%5$s","order":%4$s,"places":[{"holder":%1$s,'
    '"owedMicro":"0","place":"buyer","quotaMinor":"%6$s","sharesMicro":"%7$s"}],"proRataMinor":"%8$s",'
    '"tierMinor":"%9$s","type":"orderAccrued"}]',
    to_json(_holder), to_json(_category), _paid_minor, to_json(_id), _into_minor, _quota_minor,
    _granted_micro, _pro_rata_minor, _tier_minor
  );
  INSERT INTO positions AS p VALUES (_holder, _granted_micro, _granted_micro, _quota_minor * 1000000000000000000, 0)
  ON CONFLICT (holder) DO UPDATE SET
    shares_micro = p.shares_micro + excluded.shares_micro,
    granted_micro = p.granted_micro + excluded.granted_micro,
    quota_e18 = p.quota_e18 + excluded.quota_e18;
  INSERT INTO journal VALUES (_now.seq + 1, _id, _command, _events);
  UPDATE programmes SET
    reserve_e18 = reserve_e18 + _into_minor * 1000000000000000000,
    outstanding_micro = outstanding_micro + _granted_micro,
    issued_micro = issued_micro + _granted_micro,
    pro_rata_e18 = pro_rata_e18 + _pro_rata_minor * 1000000000000000000,
    tier_e18 = tier_e18 + _tier_minor * 1000000000000000000,
    contributed_minor = contributed_minor + _into_minor + _pro_rata_minor + _tier_minor,
    seq = _now.seq + 1
  WHERE programme = _programme;
  RETURN _now.seq + 1;
END $$;
