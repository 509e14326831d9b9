# shellcheck shell=bash
# What every script here shares: where things are, how to speak, how to ask about a port or a process.
# Sourced, never run. Nothing in this folder asks for a machine path: everything follows from the checkout.

LOCAL_SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
REPO_ROOT=$(cd "$LOCAL_SCRIPTS/../.." && pwd)
LOCAL_DIR=${CASCADE_LOCAL_DIR:-$REPO_ROOT/.local}
mkdir -p "$LOCAL_DIR/parts"
LOCAL_DIR=$(cd "$LOCAL_DIR" && pwd)
PARTS_DIR=$LOCAL_DIR/parts
ENV_FILE=$PARTS_DIR/env
SETTINGS_FILE=$PARTS_DIR/settings
# Short and unique for the folder, so that several clones on one machine never share a node name.
INSTANCE=$(printf '%s' "$LOCAL_DIR" | cksum | cut -d' ' -f1)
export REPO_ROOT LOCAL_DIR PARTS_DIR ENV_FILE SETTINGS_FILE INSTANCE

say() { printf '%s\n' "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

# True if somebody answers on that loopback port. Bash's own /dev/tcp: no tool to install.
port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A random secret of 32 hexadecimal digits.
random_secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# pid_is PID TEXT: true if that process lives and its command line holds TEXT. A pid file alone may name a stranger.
pid_is() {
  [[ -n ${1:-} && -r /proc/$1/cmdline ]] && tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$2"
}

pid_from() { head -n1 "$1" 2>/dev/null | tr -dc '0-9' || true; }

# wait_until SECONDS COMMAND…: polls ten times a second.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# wait_gone PID TEXT SECONDS
wait_gone() {
  local deadline=$((SECONDS + $3))
  while pid_is "$1" "$2"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# One start or stop at a time on this machine: two clones must not choose the same free port, and two shells in one
# checkout must not start the same part twice. Held on descriptor 9; every daemon is started with 9>&-.
take_lock() {
  local file=${TMPDIR:-/tmp}/cascade-local.lock
  [[ -e $file ]] || (umask 000 && : >"$file") 2>/dev/null || true
  exec 9<"$file" || die "cannot open the lock file $file"
  flock -w 180 9 || die "another deploy/local script has held $file for three minutes"
}
