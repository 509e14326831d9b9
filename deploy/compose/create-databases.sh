#!/usr/bin/env bash
# Run once by the postgres image on an empty volume: each role its own database and user, closed to the others.
set -euo pipefail
for role in goals tasks resources monitoring; do
  password=${role^^}_PASSWORD
  psql -v ON_ERROR_STOP=1 -v password="${!password}" -U "$POSTGRES_USER" -d postgres <<SQL
CREATE ROLE cascade_$role LOGIN PASSWORD :'password';
CREATE DATABASE cascade_$role OWNER cascade_$role;
REVOKE ALL ON DATABASE cascade_$role FROM PUBLIC;
SQL
done
