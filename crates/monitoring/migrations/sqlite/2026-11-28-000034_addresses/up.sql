-- Where people read their mail, as the directory has it; empty where it says nothing.
ALTER TABLE people ADD COLUMN email TEXT NOT NULL DEFAULT '';
-- What readers were told of late says what waits for a digest.
CREATE INDEX deliveries_created ON deliveries (created_at);
