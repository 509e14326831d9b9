# shellcheck shell=bash
# The configuration of the local stack: every key the roles are given, and nowhere else.
# A key is the path in the configuration file, in capitals, joined by two underscores, behind CASCADE__.
# `cascade config` prints what a role makes of them.

# shellcheck disable=SC2034 # read by the stack script
STACK_ROLES=(goals tasks resources monitoring gateway)

# role_environment ROLE: exports what that role needs to know, and no other role's database.
role_environment() {
  local role=$1 peer prefix=CASCADE__${1^^}
  local -n port=STACK_PORT ops=STACK_OPS_PORT

  export CASCADE__CLOCK__MODE=${CASCADE_STACK_CLOCK:-simulated}
  # Where the demo's story begins; a simulated clock only moves forward.
  export CASCADE__CLOCK__START=${CASCADE_STACK_CLOCK_START:-2026-06-29T00:00:00Z}
  export CASCADE__TELEMETRY__LOG_FORMAT=json
  # Tokens signed by a key in this folder, which all roles of this machine share.
  export CASCADE__AUTH__MODE=dev
  export CASCADE_DATA=$LOCAL_DIR/stack/data

  export "CASCADE__LISTEN__${role^^}=127.0.0.1:${port[$role]}"
  export "CASCADE__OPS__${role^^}=127.0.0.1:${ops[$role]}"

  if [[ $role == gateway ]]; then
    for peer in goals tasks resources monitoring; do
      export "CASCADE__ENDPOINTS__${peer^^}=http://127.0.0.1:${port[$peer]}"
    done
  else
    peer=CASCADE_${role^^}_DATABASE_URL
    export "${prefix}__STORAGE__URL=${!peer}"
  fi
  export CASCADE__BUS__KIND=rabbitmq
  export CASCADE__BUS__URL=$CASCADE_STACK_AMQP_URL
}
