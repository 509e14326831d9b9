-- The word of the predecessor's owner: empty where nobody has to be asked, else proposed, accepted or declined.
ALTER TABLE links ADD COLUMN acceptance TEXT NOT NULL DEFAULT '';
