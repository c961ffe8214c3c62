-- A programme's own tables. They refer to no other programme's, so a whole schema can move.

-- The plan with which it began, and how far it has come. One row.
CREATE TABLE head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  plan text NOT NULL,
  epoch bigint NOT NULL DEFAULT 0,
  seq bigint NOT NULL DEFAULT 0,
  batch bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL
);

-- Every applied command once, in order. `command` and `events` are the texts under the hash.
CREATE TABLE journal (
  seq bigint PRIMARY KEY,
  batch bigint NOT NULL,
  id text COLLATE "C" NOT NULL UNIQUE,
  command text NOT NULL,
  events text NOT NULL
);

-- The hash chain: each batch's hash covers the one before it.
CREATE TABLE batches (
  batch bigint PRIMARY KEY,
  last_seq bigint NOT NULL UNIQUE,
  written_at timestamptz NOT NULL DEFAULT now(),
  hash bytea NOT NULL
);

-- The journal is only ever added to.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is only ever added to';
END $$;
CREATE TRIGGER journal_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER batches_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON batches
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Moves the head on, from where the writer believes it to be, or stops the batch.
CREATE FUNCTION move_head(
  seq_now bigint, batch_now bigint, hash_now bytea, seq_before bigint, epoch_now bigint
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE head SET seq = seq_now, batch = batch_now, hash = hash_now
    WHERE seq = seq_before AND epoch = epoch_now;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another writer has moved the head' USING ERRCODE = 'PT001';
  END IF;
  INSERT INTO batches (batch, last_seq, hash) VALUES (batch_now, seq_now, hash_now);
  PERFORM pg_notify('patronage_journal', current_schema());
END $$;

-- Commands on their way: written in the caller's own transaction, answered by the sequencer.
CREATE TABLE inbox (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  command text NOT NULL,
  enqueued_at timestamptz NOT NULL DEFAULT now(),
  answer text,
  answered_at timestamptz
);
CREATE INDEX inbox_waiting ON inbox (place) WHERE answer IS NULL;
CREATE INDEX inbox_answered ON inbox (answered_at) WHERE answer IS NOT NULL;

-- Who follows the journal, and how far each has come.
CREATE TABLE followers (
  follower text COLLATE "C" PRIMARY KEY,
  seq bigint NOT NULL DEFAULT 0,
  moved_at timestamptz NOT NULL DEFAULT now()
);
