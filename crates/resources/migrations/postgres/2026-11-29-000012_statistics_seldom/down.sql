ALTER TABLE task_windows RESET (autovacuum_analyze_scale_factor);
