# shellcheck shell=bash
# A private PostgreSQL: own data folder, loopback TCP only, fsync on. As root it runs as user postgres, who must be able
# to reach the data folder; where the checkout is closed to others it lies under /var/tmp instead.

pg_bin() {
  local dir
  for dir in /usr/lib/postgresql/15/bin $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
    [[ -x $dir/initdb && -x $dir/pg_ctl ]] && printf '%s' "$dir" && return
  done
  return 1
}

as_pg() {
  if ((EUID == 0)); then
    setpriv --reuid=postgres --regid=postgres --init-groups -- env -u PGPASSWORD HOME="$CASCADE_PG_DATA" "$@"
  else
    "$@"
  fi
}

pg_choose_data() {
  [[ -n ${CASCADE_PG_DATA:-} ]] && return
  CASCADE_PG_DATA=$PARTS_DIR/postgres/data
  if ((EUID == 0)); then
    mkdir -p "$PARTS_DIR/postgres"
    if ! (cd / && setpriv --reuid=postgres --regid=postgres --init-groups -- test -x "$PARTS_DIR/postgres"); then
      CASCADE_PG_DATA=/var/tmp/cascade-local-$INSTANCE/postgres/data
    fi
  fi
}

pg_pid() { pid_from "$CASCADE_PG_DATA/postmaster.pid"; }
pg_running() { pid_is "$(pg_pid)" "$CASCADE_PG_DATA"; }
pg_ready() { "$(pg_bin)/pg_isready" -q -t 2 -h 127.0.0.1 -p "$CASCADE_PG_PORT"; }

# psql as the superuser of this instance, quiet, stopping at the first error.
pg_sql() {
  PGPASSWORD=$CASCADE_LOCAL_SECRET "$(pg_bin)/psql" -X -q -At -v ON_ERROR_STOP=1 \
    -h 127.0.0.1 -p "$CASCADE_PG_PORT" -U cascade -d "${PG_DATABASE:-postgres}" "$@"
}

pg_init() {
  [[ -f $CASCADE_PG_DATA/PG_VERSION ]] && return
  say "postgres: creating $CASCADE_PG_DATA"
  rm -rf "$CASCADE_PG_DATA"
  mkdir -p "$CASCADE_PG_DATA"
  chmod 700 "$CASCADE_PG_DATA"
  ((EUID != 0)) || chown -R postgres:postgres "$(dirname "$CASCADE_PG_DATA")"
  local new=$CASCADE_PG_DATA.pw
  printf '%s\n' "$CASCADE_LOCAL_SECRET" >"$new"
  ((EUID != 0)) || chown postgres "$new"
  # 'password' sends the secret in clear, over loopback only: SCRAM costs an unoptimised client 50 ms a connection.
  # Texts are mostly ids and codes. Their order by bytes is that of C.UTF-8 too, but for 'C' PostgreSQL does not ask the C library for it.
  (cd / && as_pg "$(pg_bin)/initdb" -D "$CASCADE_PG_DATA" -U cascade --pwfile="$new" --auth=password \
    --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C >"$PARTS_DIR/initdb.log") ||
    die "initdb failed, see $PARTS_DIR/initdb.log"
  rm -f "$new"
  cat >>"$CASCADE_PG_DATA/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
fsync = on
synchronous_commit = on
shared_buffers = '256MB'
max_wal_size = '2GB'
max_locks_per_transaction = 256
log_min_messages = 'warning'
log_line_prefix = '%m [%p] %u@%d '
log_timezone = 'UTC'
timezone = 'UTC'
CONF
}

pg_start() {
  pg_running && pg_ready && return
  pg_init
  if ! pg_running; then
    ! port_answers "$CASCADE_PG_PORT" || die "port $CASCADE_PG_PORT is taken by something else; set CASCADE_PG_PORT"
  fi
  # After kill -9 the children of the old server may hold its shared memory for a moment: try again while they leave.
  local tries=0
  until pg_running; do
    (cd / && as_pg "$(pg_bin)/pg_ctl" -D "$CASCADE_PG_DATA" -l "$CASCADE_PG_DATA/../server.log" -s -w -t 60 \
      -o "-p $CASCADE_PG_PORT ${CASCADE_PG_OPTIONS:-}" start </dev/null >"$PARTS_DIR/pg_ctl.log" 2>&1 9>&-) && break
    ((++tries < 10)) || die "PostgreSQL did not start: see $PARTS_DIR/pg_ctl.log and $CASCADE_PG_DATA/../server.log"
    sleep 0.5
  done
  wait_until 60 pg_ready || die "PostgreSQL does not answer on port $CASCADE_PG_PORT"
}

# pg_stop [fast|immediate]
pg_stop() {
  pg_running || return 0
  (cd / && as_pg "$(pg_bin)/pg_ctl" -D "$CASCADE_PG_DATA" -s -w -t 60 -m "${1:-fast}" stop) ||
    die "PostgreSQL (pid $(pg_pid)) did not stop"
}

# The power cut: the server and every child of it, all at once, nothing flushed.
pg_kill() {
  local pid children
  pg_running || return 0
  pid=$(pg_pid)
  children=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null || true)
  # shellcheck disable=SC2086 # a list of pids
  kill -9 "$pid" $children 2>/dev/null || true
  wait_gone "$pid" "$CASCADE_PG_DATA" 10 || die "PostgreSQL (pid $pid) survived kill -9"
}

# One database and one user for each role; no role can connect to another's.
pg_create_role_databases() {
  local role
  for role in "${DATABASE_ROLES[@]}"; do
    if [[ $(pg_sql -c "SELECT count(*) FROM pg_roles WHERE rolname = 'cascade_$role'") == 0 ]]; then
      pg_sql -c "CREATE ROLE cascade_$role LOGIN PASSWORD '$CASCADE_LOCAL_SECRET'"
    fi
    if [[ $(pg_sql -c "SELECT count(*) FROM pg_database WHERE datname = 'cascade_$role'") == 0 ]]; then
      pg_sql -c "CREATE DATABASE cascade_$role OWNER cascade_$role"
      pg_sql -c "REVOKE ALL ON DATABASE cascade_$role FROM PUBLIC"
    fi
  done
}

pg_drop_role_databases() {
  local role
  for role in "${DATABASE_ROLES[@]}"; do
    pg_sql -c "DROP DATABASE IF EXISTS cascade_$role WITH (FORCE)"
  done
}
