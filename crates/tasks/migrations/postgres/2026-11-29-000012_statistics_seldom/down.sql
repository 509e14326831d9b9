ALTER TABLE tasks RESET (autovacuum_analyze_scale_factor);
