# shellcheck shell=bash
# A private RabbitMQ: own node name, cookie, data folder and port mapper, loopback only. Nothing is read from
# /etc/rabbitmq and nothing written outside the parts folder.

RABBIT_DIR=$PARTS_DIR/rabbitmq
RABBIT_HOME=/usr/lib/rabbitmq
RABBIT_NODE=cascade-$INSTANCE@localhost

rabbit_env() {
  export HOME=$RABBIT_DIR # the Erlang cookie lives in HOME
  export ERL_EPMD_PORT=$CASCADE_EPMD_PORT
  export ERL_EPMD_ADDRESS=127.0.0.1
  export RABBITMQ_NODENAME=$RABBIT_NODE
  export RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
  export RABBITMQ_NODE_PORT=$CASCADE_AMQP_PORT
  export RABBITMQ_DIST_PORT=$CASCADE_DIST_PORT
  export RABBITMQ_CTL_DIST_PORT_MIN=$CASCADE_CTL_PORT
  export RABBITMQ_CTL_DIST_PORT_MAX=$((CASCADE_CTL_PORT + 9))
  export RABBITMQ_MNESIA_BASE=$RABBIT_DIR/mnesia
  export RABBITMQ_LOG_BASE=$RABBIT_DIR/log
  export RABBITMQ_ENABLED_PLUGINS_FILE=$RABBIT_DIR/enabled_plugins
  export RABBITMQ_CONF_ENV_FILE=$RABBIT_DIR/rabbitmq-env.conf
  export RABBITMQ_CONFIG_FILE=$RABBIT_DIR/rabbitmq.conf
  export RABBITMQ_ADVANCED_CONFIG_FILE=$RABBIT_DIR/advanced.config
  export RABBITMQ_PID_FILE=$RABBIT_DIR/pid
  export RABBITMQ_PLUGINS_EXPAND_DIR=$RABBIT_DIR/plugins-expand
  export RABBITMQ_FEATURE_FLAGS_FILE=$RABBIT_DIR/feature_flags
  export RABBITMQ_GENERATED_CONFIG_DIR=$RABBIT_DIR/generated
  # Busy-waiting schedulers would take both cores of a small machine from the tests.
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false +sbwt none +sbwtdcpu none +sbwtdio none'
  unset ERL_LIBS RABBITMQ_USE_LONGNAME
}

rabbit_configure() {
  mkdir -p "$RABBIT_DIR" "$RABBIT_DIR"/{mnesia,log,generated}
  chmod 700 "$RABBIT_DIR"
  : >"$RABBIT_DIR/rabbitmq-env.conf"
  printf '[].\n' >"$RABBIT_DIR/advanced.config"
  printf '[rabbitmq_consistent_hash_exchange,rabbitmq_management,rabbitmq_prometheus,rabbitmq_stream].\n' \
    >"$RABBIT_DIR/enabled_plugins"
  (
    umask 077
    cat >"$RABBIT_DIR/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$CASCADE_AMQP_PORT
stream.listeners.tcp.1 = 127.0.0.1:$CASCADE_STREAM_PORT
management.tcp.ip = 127.0.0.1
management.tcp.port = $CASCADE_MGMT_PORT
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = $CASCADE_PROM_PORT
default_user = cascade
default_pass = $CASCADE_LOCAL_SECRET
default_user_tags.administrator = true
default_permissions.configure = .*
default_permissions.read = .*
default_permissions.write = .*
disk_free_limit.absolute = 100MB
log.file = rabbit.log
log.file.level = info
log.console = false
CONF
  )
}

rabbit_pid() { pid_from "$RABBIT_DIR/pid"; }
rabbit_running() { pid_is "$(rabbit_pid)" "-home $RABBIT_DIR "; }
epmd_running() { pid_is "$(pid_from "$RABBIT_DIR/epmd.pid")" "-port $CASCADE_EPMD_PORT"; }

# A broker that speaks: it answers the protocol header with a method frame (first byte 1), and the management API is up.
rabbit_ready() {
  local answer
  answer=$(
    exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$CASCADE_AMQP_PORT" || exit 0
    printf 'AMQP\0\0\11\1' >&3
    timeout 2 head -c1 <&3 | od -An -tu1 | tr -d ' '
  ) || true
  [[ $answer == 1 ]] && port_answers "$CASCADE_MGMT_PORT" && port_answers "$CASCADE_STREAM_PORT"
}

# rabbit_api METHOD PATH: the management API; enough for virtual hosts, and two seconds faster than rabbitmqctl.
rabbit_api() {
  local auth
  auth=$(printf 'cascade:%s' "$CASCADE_LOCAL_SECRET" | base64 -w0)
  (
    exec 3<>"/dev/tcp/127.0.0.1/$CASCADE_MGMT_PORT"
    printf '%s %s HTTP/1.0\r\nHost: localhost\r\nAuthorization: Basic %s\r\nContent-Length: 0\r\n\r\n' "$1" "$2" "$auth" >&3
    head -n1 <&3 | cut -d' ' -f2
  ) 2>/dev/null || true
}

rabbit_create_vhost() {
  local code
  code=$(rabbit_api PUT "/api/vhosts/$STACK_VHOST")
  [[ $code == 201 || $code == 204 ]] || die "RabbitMQ refused the virtual host $STACK_VHOST (answer: ${code:-none})"
}

rabbit_drop_vhost() {
  local code
  code=$(rabbit_api DELETE "/api/vhosts/$STACK_VHOST")
  [[ $code == 204 || $code == 404 ]] || die "RabbitMQ kept the virtual host $STACK_VHOST (answer: ${code:-none})"
}

rabbit_start() {
  rabbit_running && rabbit_ready && return
  if ! rabbit_running; then
    local port
    for port in "$CASCADE_AMQP_PORT" "$CASCADE_DIST_PORT" "$CASCADE_MGMT_PORT" "$CASCADE_STREAM_PORT" "$CASCADE_PROM_PORT"; do
      wait_until 5 eval "! port_answers $port" || die "port $port is taken by something else; see CASCADE_*_PORT"
    done
    rabbit_configure
    if ! epmd_running; then
      (
        rabbit_env
        # On 127.0.0.1 alone, in the foreground of a session of its own: its pid is ours to stop.
        exec setsid epmd -address 127.0.0.1 -port "$CASCADE_EPMD_PORT" </dev/null >"$RABBIT_DIR/log/epmd.log" 2>&1 9>&-
      ) &
      printf '%s\n' $! >"$RABBIT_DIR/epmd.pid"
      disown $!
      wait_until 10 port_answers "$CASCADE_EPMD_PORT" || die "epmd does not answer on port $CASCADE_EPMD_PORT"
    fi
    rm -f "$RABBIT_DIR/pid"
    (
      rabbit_env
      ulimit -n 65536 2>/dev/null || true
      exec setsid "$RABBIT_HOME/bin/rabbitmq-server" </dev/null >"$RABBIT_DIR/log/console.log" 2>&1 9>&-
    ) &
    disown $!
    wait_until 20 rabbit_running || die "RabbitMQ did not start: see $RABBIT_DIR/log/"
  fi
  wait_until 90 rabbit_ready || die "RabbitMQ does not answer on port $CASCADE_AMQP_PORT: see $RABBIT_DIR/log/rabbit.log"
}

rabbit_stop() {
  local pid
  pid=$(rabbit_pid)
  if rabbit_running; then
    kill -TERM "$pid"
    wait_gone "$pid" "-home $RABBIT_DIR " 60 || die "RabbitMQ (pid $pid) did not stop within a minute"
  fi
}

rabbit_kill() {
  local pid
  rabbit_running || return 0
  pid=$(rabbit_pid)
  kill -9 "$pid"
  wait_gone "$pid" "-home $RABBIT_DIR " 10 || die "RabbitMQ (pid $pid) survived kill -9"
}

epmd_stop() {
  local pid
  epmd_running || return 0
  pid=$(pid_from "$RABBIT_DIR/epmd.pid")
  kill -TERM "$pid"
  wait_gone "$pid" "-port $CASCADE_EPMD_PORT" 10 || die "epmd (pid $pid) did not stop"
}
