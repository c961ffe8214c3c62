-- The audit log: every row that the back office changes, by whom, when, before and after.
--
-- A request of the back office names itself in the setting `mall.actor`, for its transaction alone;
-- without it nothing is logged. The log is written by triggers, so it stands or falls with the change.
CREATE TABLE patronage_audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  administrator_id integer,
  administrator text NOT NULL,
  operation text NOT NULL,
  "table" text NOT NULL,
  key text NOT NULL,
  before jsonb,
  after jsonb
);
CREATE INDEX patronage_audit_key ON patronage_audit ("table", key);
CREATE INDEX patronage_audit_administrator ON patronage_audit (administrator_id, id);

CREATE FUNCTION patronage_secrets() RETURNS text[] LANGUAGE sql IMMUTABLE AS
  $$ SELECT ARRAY['passwordHash', 'verificationToken', 'passwordResetToken', 'identifierChangeToken',
    'pendingIdentifier', 'token', 'apiKeyHash', 'lookupId'] $$;

-- What changed of a row: the columns that differ, and secrets only as "changed".
CREATE FUNCTION patronage_only_changed(old_row jsonb, new_row jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg(key, CASE WHEN key = ANY (patronage_secrets())
      THEN '"(secret)"'::jsonb ELSE value END), '{}')
  FROM jsonb_each(new_row)
  WHERE key NOT IN ('updatedAt') AND (old_row IS NULL OR old_row -> key IS DISTINCT FROM value)
$$;

CREATE FUNCTION patronage_note_change() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  actor text := current_setting('mall.actor', true);
  who jsonb;
  old_row jsonb;
  new_row jsonb;
  row_key text;
BEGIN
  IF actor IS NULL OR actor = '' THEN RETURN NULL; END IF;
  who := actor::jsonb;
  IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD); END IF;
  IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW); END IF;
  row_key := coalesce(new_row ->> 'id', old_row ->> 'id',
    (SELECT string_agg(value #>> '{}', ':') FROM jsonb_each(coalesce(new_row, old_row))
     WHERE key IN ('order_id', 'customer_id', 'line', 'hold', 'trade', 'refund_id') OR key ILIKE '%Id'));
  IF TG_OP = 'UPDATE' AND patronage_only_changed(old_row, new_row) = '{}' THEN RETURN NULL; END IF;
  INSERT INTO patronage_audit (administrator_id, administrator, operation, "table", key, before, after)
  VALUES ((who ->> 'id')::integer, who ->> 'name', who ->> 'operation', TG_TABLE_NAME,
    coalesce(row_key, ''), CASE WHEN TG_OP <> 'INSERT' THEN patronage_only_changed(new_row, old_row) END,
    CASE WHEN TG_OP <> 'DELETE' THEN patronage_only_changed(old_row, new_row) END);
  RETURN NULL;
END $$;

-- Watches every table but those in which the engine only keeps its own house.
CREATE FUNCTION patronage_watch() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
      AND c.relkind = 'r' AND c.relname NOT IN ('migrations', 'session', 'job_record',
        'job_record_buffer', 'scheduled_task_record', 'search_index_item', 'history_entry',
        'settings_store_entry', 'patronage_audit', 'patronage_login', 'patronage_finding', 'patronage_reconciliation')
      AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'patronage_watched')
  LOOP
    EXECUTE format('CREATE TRIGGER patronage_watched AFTER INSERT OR UPDATE OR DELETE ON %I
      FOR EACH ROW EXECUTE FUNCTION patronage_note_change()', name);
  END LOOP;
END $$;
SELECT patronage_watch();

CREATE FUNCTION patronage_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only ever added to';
END $$;
CREATE TRIGGER patronage_audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON patronage_audit
  FOR EACH STATEMENT EXECUTE FUNCTION patronage_refuse_change();
