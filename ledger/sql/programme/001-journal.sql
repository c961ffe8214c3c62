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
