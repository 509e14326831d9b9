DROP INDEX absences_days;
DROP TABLE escalation_policies;
