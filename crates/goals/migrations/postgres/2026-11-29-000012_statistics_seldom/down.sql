ALTER TABLE task_facts RESET (autovacuum_analyze_scale_factor);
