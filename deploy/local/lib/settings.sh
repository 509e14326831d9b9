# shellcheck shell=bash
# Ports and secrets of this clone: chosen once, kept in .local/parts/settings, overridden by the environment.
#
#   CASCADE_PG_PORT      PostgreSQL                      25432   (+100 for each block that is taken)
#   CASCADE_AMQP_PORT    RabbitMQ, AMQP 0-9-1            25472
#   CASCADE_STREAM_PORT  RabbitMQ, streams               25452
#   CASCADE_MGMT_PORT    RabbitMQ, management API        25474
#   CASCADE_PROM_PORT    RabbitMQ, Prometheus metrics    25492
#   CASCADE_DIST_PORT    Erlang distribution             25473
#   CASCADE_EPMD_PORT    Erlang port mapper              25469
#   CASCADE_CTL_PORT     first of ten for rabbitmqctl    25480
#
# CASCADE_PG_OPTIONS goes to PostgreSQL at each start: '-c shared_buffers=2GB'; it is not kept.

PORT_OFFSETS=(PG:32 AMQP:72 STREAM:52 MGMT:74 PROM:92 DIST:73 EPMD:69 CTL:80)

# Fills every CASCADE_*_PORT that the environment leaves open from one block of a hundred, the first that is free.
choose_ports() {
  local base entry name var free
  for ((base = 25400; base < 32700; base += 100)); do
    free=yes
    for entry in "${PORT_OFFSETS[@]}"; do
      var=CASCADE_${entry%%:*}_PORT
      [[ -n ${!var:-} ]] && continue
      port_answers $((base + ${entry##*:})) && free=no && break
    done
    [[ $free == yes ]] && break
  done
  [[ $free == yes ]] || die "no free block of ports between 25400 and 32700"
  for entry in "${PORT_OFFSETS[@]}"; do
    name=${entry%%:*}
    var=CASCADE_${name}_PORT
    [[ -n ${!var:-} ]] || printf -v "$var" '%s' $((base + ${entry##*:}))
  done
}

# Reads what an earlier start chose. The environment still wins, so an override is honoured at the next start.
load_settings() {
  [[ -f $SETTINGS_FILE ]] || return 1
  local key value
  while IFS='=' read -r key value; do
    [[ $key == CASCADE_* && -z ${!key:-} ]] && printf -v "$key" '%s' "$value"
  done <"$SETTINGS_FILE"
  return 0
}

save_settings() {
  local var
  (
    umask 077
    for var in CASCADE_{PG,AMQP,STREAM,MGMT,PROM,DIST,EPMD,CTL}_PORT CASCADE_LOCAL_SECRET CASCADE_PG_DATA; do
      printf '%s=%s\n' "$var" "${!var:-}"
    done >"$SETTINGS_FILE.new"
  )
  mv "$SETTINGS_FILE.new" "$SETTINGS_FILE"
}

# The URLs that tests and the local stack read. `set -a; . .local/parts/env` brings them into a shell.
write_env() {
  local secret=$CASCADE_LOCAL_SECRET role
  local pg=127.0.0.1:$CASCADE_PG_PORT amqp=127.0.0.1:$CASCADE_AMQP_PORT
  (
    umask 077
    {
      printf "export CASCADE_TEST_POSTGRES_URL='postgres://cascade:%s@%s/postgres'\n" "$secret" "$pg"
      printf "export CASCADE_TEST_AMQP_URL='amqp://cascade:%s@%s/%%2f'\n" "$secret" "$amqp"
      printf "export CASCADE_TEST_AMQP_MANAGEMENT_URL='http://cascade:%s@127.0.0.1:%s'\n" "$secret" "$CASCADE_MGMT_PORT"
      printf "export CASCADE_LOCAL_SCRIPTS='%s'\n" "$LOCAL_SCRIPTS"
      printf "export CASCADE_LOCAL_DIR='%s'\n" "$LOCAL_DIR"
      # The local stack: each role its own database and its own database user; the bus in a virtual host of its own.
      for role in "${DATABASE_ROLES[@]}"; do
        printf "export CASCADE_%s_DATABASE_URL='postgres://cascade_%s:%s@%s/cascade_%s'\n" \
          "${role^^}" "$role" "$secret" "$pg" "$role"
      done
      printf "export CASCADE_STACK_AMQP_URL='amqp://cascade:%s@%s/%s'\n" "$secret" "$amqp" "$STACK_VHOST"
    } >"$ENV_FILE.new"
  )
  mv "$ENV_FILE.new" "$ENV_FILE"
}

# shellcheck disable=SC2034 # read by postgres.sh and by the stack
DATABASE_ROLES=(goals tasks resources monitoring)
STACK_VHOST=cascade
