-- Every report writes its plan's row. A round of the server that gives free pages at the end back to the file system would lock out
-- whoever writes meanwhile, and they are used again at once.
ALTER TABLE plans SET (vacuum_truncate = off);
