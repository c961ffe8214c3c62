-- Who attested a bank statement or explained a difference in the back office. What was attested stands
-- with the programme's journal, which knows no persons.
CREATE TABLE patronage_attestation_deed (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  attestation_id bigint NOT NULL,
  deed text NOT NULL CHECK (deed IN ('attested', 'explained')),
  amount_minor numeric NOT NULL,
  text text NOT NULL,
  made_by integer NOT NULL REFERENCES administrator (id),
  made_at timestamptz NOT NULL
);
CREATE INDEX patronage_attestation_deed_of ON patronage_attestation_deed (attestation_id, id);
SELECT patronage_watch();
