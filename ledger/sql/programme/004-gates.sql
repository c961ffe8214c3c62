-- Results of the gate, by the plan's hash: a plan is activated only with a recent one that passes, which
-- then stands in the journal beside it.
CREATE TABLE gates (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_hash text NOT NULL,
  made_at timestamptz NOT NULL,
  result text NOT NULL
);
CREATE INDEX gates_of_plan ON gates (plan_hash, place);
CREATE TRIGGER gates_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON gates
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
