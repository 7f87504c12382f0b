# shellcheck shell=bash disable=SC2154 # the variables are those of script/stack
# PostgreSQL from the distribution, for the user service. Sourced by script/stack.

# Those of the release that the data were made by, else the newest that is installed.
postgres_programs() {
  local made_by
  read -r made_by 2>/dev/null <"$stack/postgres/PG_VERSION" || made_by='*'
  # shellcheck disable=SC2086
  printf '%s\n' /usr/lib/postgresql/$made_by/bin | sort -V | tail -n 1
}

# query PORT USER DATABASE SQL
query() { psql -X -q -At -v ON_ERROR_STOP=1 -h "$loopback" -p "$1" -U "$2" -d "$3" -c "$4"; }

postgres_install() { "$here/packages" engines; }

postgres_answers() {
  [ "$(query "$postgres_port" boxoffice boxoffice 'SELECT 1')" = 1 ]
}

# A killed server that its parent has not buried yet still counts as running for its successor.
forget_unburied() {
  local pid
  read -r pid 2>/dev/null <"$1/postmaster.pid" || return 0
  [ ! -e "/proc/$pid" ] || [ -n "$(start_time "$pid")" ] || rm -f "$1/postmaster.pid"
}

postgres_start() {
  local programs data=$stack/postgres
  programs=$(postgres_programs)
  [ -x "$programs/postgres" ] || fail "there is no PostgreSQL in $programs, which $data needs"
  if [ ! -s "$data/PG_VERSION" ]; then
    rm -rf "$data"
    install -d -o postgres -g postgres -m 700 "$data"
    (run_as postgres "$programs/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8) >>"$(log_of postgres)"
  fi
  forget_unburied "$data"
  spawn postgres run_as postgres setsid "$programs/postgres" -D "$data" -p "$postgres_port" \
    -c listen_addresses="$loopback" -c unix_socket_directories= -c max_connections=300 -c shared_buffers=128MB \
    -c fsync=on -c full_page_writes=on -c synchronous_commit=on
  postgres_role
}

postgres_role() {
  local deadline=$((SECONDS + 300))
  until query "$postgres_port" postgres postgres 'SELECT 1' >/dev/null 2>&1; do
    pid_of postgres >/dev/null && [ "$SECONDS" -lt "$deadline" ] ||
      fail "postgres did not start; its log is $(log_of postgres): $(tail -n 5 "$(log_of postgres)")"
    sleep 0.1
  done
  [ -n "$(query "$postgres_port" postgres postgres "SELECT 1 FROM pg_roles WHERE rolname = 'boxoffice'")" ] ||
    query "$postgres_port" postgres postgres 'CREATE ROLE boxoffice LOGIN CREATEDB'
  [ -n "$(query "$postgres_port" postgres postgres "SELECT 1 FROM pg_database WHERE datname = 'boxoffice'")" ] ||
    query "$postgres_port" postgres postgres 'CREATE DATABASE boxoffice OWNER boxoffice'
}

# SIGINT ends sessions and writes a checkpoint; SIGTERM would wait for the clients.
postgres_stop() { halt postgres INT; }
