# shellcheck shell=bash
# Everything about the two parts, in the order it must be read.

# shellcheck source=base.sh
. "$(dirname "${BASH_SOURCE[0]}")/base.sh"
# shellcheck source=settings.sh
. "$LOCAL_SCRIPTS/lib/settings.sh"
# shellcheck source=postgres.sh
. "$LOCAL_SCRIPTS/lib/postgres.sh"
# shellcheck source=rabbitmq.sh
. "$LOCAL_SCRIPTS/lib/rabbitmq.sh"

parts_stop() {
  rabbit_stop
  epmd_stop
  pg_stop fast
}

parts_summary() {
  say "postgres  127.0.0.1:$CASCADE_PG_PORT  pid $(pg_pid)"
  say "rabbitmq  127.0.0.1:$CASCADE_AMQP_PORT  pid $(rabbit_pid)  (management http://127.0.0.1:$CASCADE_MGMT_PORT, stream $CASCADE_STREAM_PORT)"
  say "urls      $ENV_FILE"
}

# For the scripts that act on parts which must have been started once.
require_settings() { load_settings || die "nothing to act on in $PARTS_DIR: run deploy/local/up first"; }
