# shellcheck shell=bash disable=SC2154 # the variables are those of script/stack
# Processes of a stack: each is remembered by its pid and its start time, so that a pid used again is never taken for
# ours. Sourced by script/stack.

fail() {
  echo "script/stack: $*" >&2
  exit 1
}

say() { echo "$*" >&2; }

# Field 22 of the stat line, nothing for a process that is gone or only awaits its burial; the name before the fields
# may hold spaces.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'; }

# The pid of an engine that was started here and still runs.
pid_of() {
  local pid since
  read -r pid since 2>/dev/null <"$stack/run/$1" || return 1
  [ -n "$since" ] && [ "$(start_time "$pid")" = "$since" ] && echo "$pid"
}

listening() { (exec 3<>"/dev/tcp/$loopback/$1") 2>/dev/null; }

port_is_free() {
  ! listening "$2" || fail "port $2 is taken by something that is not our $1; choose others by STACK_PORT_OFFSET"
}

# run_as USER COMMAND…: with nothing of our environment, in a folder that everybody may enter; replaces the shell.
run_as() { cd / && exec setpriv --reuid="$1" --regid="$1" --init-groups --reset-env "${@:2}"; }

# spawn NAME COMMAND…: in the background, out of our session, writing to log/NAME.log. The command may be a function
# that ends in exec.
spawn() {
  local name=$1 pid
  shift
  (
    exec {lock}>&-
    "$@"
  ) >>"$stack/log/$name.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid $(start_time "$pid")" >"$stack/run/$name"
  disown "$pid"
}

log_of() { echo "$stack/log/$1.log"; }

wait_until_it_answers() {
  local deadline=$((SECONDS + 300))
  until "${1}_answers" 2>/dev/null; do
    pid_of "$1" >/dev/null || fail "$1 has ended; its log is $(log_of "$1"): $(tail -n 5 "$(log_of "$1")")"
    [ "$SECONDS" -lt "$deadline" ] || fail "$1 has not answered for 300 s; its log is $(log_of "$1")"
    sleep 0.1
  done
}

# Everything that PID has started, and PID.
family() {
  local child
  echo "$1"
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do family "$child"; done
}

# halt NAME SIGNAL: asks once, and kills what has not gone after 60 s.
halt() {
  local pid deadline=$((SECONDS + 60))
  if pid=$(pid_of "$1"); then
    kill -s "$2" "$pid"
    while pid_of "$1" >/dev/null && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.05; done
    ! pid_of "$1" >/dev/null || kill_at_once "$1"
  fi
  rm -f "$stack/run/$1"
}

# The engine and all its children at once, as when the machine loses power.
kill_at_once() {
  local pid members member
  pid=$(pid_of "$1") || return 0
  members=$(family "$pid")
  # shellcheck disable=SC2086
  kill -s KILL $members 2>/dev/null || true
  for member in $members; do
    while [ -n "$(start_time "$member")" ]; do sleep 0.02; done
  done
  rm -f "$stack/run/$1"
}
