ALTER TABLE plans RESET (vacuum_truncate);
