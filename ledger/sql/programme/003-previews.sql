-- Previews on their way: what would a command come to? They stand in the inbox among the commands, without
-- an id, so that nobody could take one for a command; whoever asked takes the answer away with the row.
ALTER TABLE inbox ADD COLUMN is_preview boolean NOT NULL DEFAULT false;
CREATE INDEX inbox_previews ON inbox (enqueued_at) WHERE is_preview;
