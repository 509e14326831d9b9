# shellcheck shell=bash
# One process per role: start, readiness, stop and kill, each by the pid in .local/stack/ROLE.pid.

STACK_DIR=$LOCAL_DIR/stack
STACK_ENV_FILE=$STACK_DIR/env
export STACK_ENV_FILE
STACK_BIN=${CASCADE_BIN:-${CARGO_TARGET_DIR:-$REPO_ROOT/target}/debug/cascade}
declare -A STACK_PORT STACK_OPS_PORT

# shellcheck source=../stack.env.sh
. "$LOCAL_SCRIPTS/stack.env.sh"

# Ports 27001–27005 and 27101–27105, or the same in the next free thousand-step of 200.
stack_choose_ports() {
  local base role n free
  for ((base = ${CASCADE_STACK_PORT_BASE:-27000}; base < 32000; base += 200)); do
    free=yes n=0
    for role in "${STACK_ROLES[@]}"; do
      n=$((n + 1))
      STACK_PORT[$role]=$((base + n))
      STACK_OPS_PORT[$role]=$((base + 100 + n))
      if port_answers "${STACK_PORT[$role]}" || port_answers "${STACK_OPS_PORT[$role]}"; then
        free=no
        break
      fi
    done
    [[ $free == yes ]] && return
  done
  die "no free ports for the stack between 27000 and 32000"
}

stack_save_ports() {
  local role
  for role in "${STACK_ROLES[@]}"; do
    printf '%s %s %s\n' "$role" "${STACK_PORT[$role]}" "${STACK_OPS_PORT[$role]}"
  done >"$STACK_DIR/ports"
}

stack_load_ports() {
  [[ -f $STACK_DIR/ports ]] || return 1
  local role port ops
  while read -r role port ops; do
    STACK_PORT[$role]=$port
    STACK_OPS_PORT[$role]=$ops
  done <"$STACK_DIR/ports"
}

role_pid() { pid_from "$STACK_DIR/$1.pid"; }
role_running() { pid_is "$(role_pid "$1")" "serve $1"; }

# role_answers ROLE PATH: true if the role's ops port answers 200 there.
role_answers() {
  local line
  line=$(
    exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/${STACK_OPS_PORT[$1]}" || exit 0
    printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
    timeout 2 head -n1 <&3
  ) || true
  [[ $line == HTTP/*" 200"* ]]
}

role_migrate() {
  (
    role_environment "$1"
    cd "$REPO_ROOT" && exec "$STACK_BIN" migrate "$1"
  ) >>"$STACK_DIR/$1.log" 2>&1 9>&- || die "migrating $1 failed, see $STACK_DIR/$1.log"
}

role_start() {
  local role=$1
  role_running "$role" && return
  (
    role_environment "$role"
    cd "$REPO_ROOT" && exec setsid "$STACK_BIN" serve "$role" </dev/null >>"$STACK_DIR/$role.log" 2>&1 9>&-
  ) &
  printf '%s\n' $! >"$STACK_DIR/$role.pid"
  disown $!
}

# Fails early if the process dies, late if it never gets ready.
role_wait_ready() {
  local role=$1 deadline=$((SECONDS + ${CASCADE_STACK_WAIT:-60})) seen=no
  until role_answers "$role" /readyz; do
    if role_running "$role"; then
      seen=yes
    elif [[ $seen == yes ]] || ! kill -0 "$(role_pid "$role")" 2>/dev/null; then
      tail -n 20 "$STACK_DIR/$role.log" >&2 || true
      die "$role ended before it was ready; its log is $STACK_DIR/$role.log"
    fi
    ((SECONDS < deadline)) || die "$role is not ready after ${CASCADE_STACK_WAIT:-60} s; its log is $STACK_DIR/$role.log"
    sleep 0.1
  done
}

# SIGTERM drains; a role that has not drained in 30 s is killed, and that is said.
role_stop() {
  local role=$1 pid
  role_running "$role" || return 0
  pid=$(role_pid "$role")
  kill -TERM "$pid"
  if ! wait_gone "$pid" "serve $role" 30; then
    say "$role (pid $pid) did not drain in 30 s: killing it"
    kill -9 "$pid"
  fi
}

role_kill() {
  local role=$1 pid
  role_running "$role" || return 0
  pid=$(role_pid "$role")
  kill -9 "$pid"
  wait_gone "$pid" "serve $role" 10 || die "$role (pid $pid) survived kill -9"
}
