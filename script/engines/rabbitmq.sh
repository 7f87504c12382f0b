# shellcheck shell=bash disable=SC2154 # the variables are those of script/stack
# RabbitMQ from the distribution, with its management plugin, for bookings on their way to notifications. It has a port
# mapper and a cookie of its own, so that it meets no other broker of this machine. Sourced by script/stack.

rabbitmq_install() { "$here/packages" engines; }

rabbitmq_answers() {
  curl -fsS -m 5 -o /dev/null -u guest:guest "http://$loopback:$management_port/api/health/checks/port-listener/$amqp_port"
}

rabbitmq_configure() {
  local home=$1
  install -d -o rabbitmq -g rabbitmq "$home" "$home/mnesia" "$home/log"
  echo '[rabbitmq_management].' >"$home/enabled_plugins"
  cat >"$home/rabbitmq.conf" <<TEXT
listeners.tcp.default = $loopback:$amqp_port
management.tcp.ip = $loopback
management.tcp.port = $management_port
disk_free_limit.absolute = 200MB
log.console = false
log.file.level = info
TEXT
  chown rabbitmq:rabbitmq "$home/enabled_plugins" "$home/rabbitmq.conf"
}

rabbitmq_start() {
  local home=$stack/rabbitmq mapper_port=$((amqp_port + 30000))
  rabbitmq_configure "$home"
  if ! pid_of portmapper >/dev/null; then
    port_is_free portmapper "$mapper_port"
    spawn portmapper run_as rabbitmq setsid epmd -address "$loopback" -port "$mapper_port"
    until listening "$mapper_port"; do sleep 0.05; done
  fi
  spawn rabbitmq run_as rabbitmq env HOME="$home" \
    ERL_EPMD_PORT="$mapper_port" ERL_EPMD_ADDRESS="$loopback" \
    RABBITMQ_NODENAME="boxoffice$amqp_port@localhost" RABBITMQ_DIST_PORT=$((amqp_port + 20000)) \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' \
    RABBITMQ_MNESIA_BASE="$home/mnesia" RABBITMQ_LOG_BASE="$home/log" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$home/enabled_plugins" RABBITMQ_CONFIG_FILE="$home/rabbitmq" \
    RABBITMQ_CONF_ENV_FILE=/dev/null setsid /usr/lib/rabbitmq/bin/rabbitmq-server
}

rabbitmq_stop() {
  halt rabbitmq TERM
  halt portmapper TERM
}
