# shellcheck shell=bash disable=SC2154 # the variables are those of script/stack
# PostgreSQL 18 with the DocumentDB extension, under FerretDB. Debian packages it from "forky" on; it is installed into
# a root folder of its own, so that this machine stays as it is. Sourced by script/stack.

documentdb_root=$downloads/documentdb
documentdb_programs=/usr/lib/postgresql/18/bin

# The mirror that this machine's apt already uses for the distribution's main archive; on Ubuntu there is none of
# Debian's, and DEBIAN_MIRROR names one.
debian_mirror() {
  local mirror=${DEBIAN_MIRROR:-}
  # shellcheck disable=SC2016
  [ -n "$mirror" ] || mirror=$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "Debian" && $2 == "Debian" { print $3; exit }')
  [ -n "$mirror" ] || fail 'apt knows no Debian mirror; set DEBIAN_MIRROR to one that has forky'
  echo "$mirror"
}

documentdb_install() {
  [ ! -x "$documentdb_root$documentdb_programs/postgres" ] || return 0
  "$here/packages" engines
  local log=$downloads/documentdb.log mirror
  mirror=$(debian_mirror)
  say "Making $documentdb_root (PostgreSQL 18 with DocumentDB; some minutes)"
  mkdir -p "$downloads"
  rm -rf "$documentdb_root.part"
  # Validity dates are not looked at, as a snapshot of the archive is as good.
  mmdebstrap --variant=apt --mode=root --aptopt='Acquire::Check-Valid-Until "false"' \
    --include=postgresql-18-documentdb forky "$documentdb_root.part" "$mirror" >"$log" 2>&1 ||
    fail "the root folder could not be made; the log is $log: $(tail -n 5 "$log")"
  mv "$documentdb_root.part" "$documentdb_root"
}

# in_root FOLDER COMMAND…: as the root folder's user postgres, with FOLDER at /mnt. The mounts are the command's own and
# vanish with it. Replaces the shell.
in_root() {
  # shellcheck disable=SC2016
  exec setsid unshare --mount --propagation private sh -c '
    set -e
    root=$1 data=$2
    shift 2
    mount --bind "$data" "$root/mnt"
    mount --rbind /proc "$root/proc"
    mount --rbind /dev "$root/dev"
    exec chroot --userspec=postgres:postgres "$root" "$@"' \
    in_root "$documentdb_root" "$@"
}

documentdb_answers() {
  [ "$(query "$documentdb_port" postgres postgres "SELECT 1 FROM pg_extension WHERE extname = 'documentdb'")" = 1 ]
}

documentdb_start() {
  local data=$stack/documentdb
  if [ ! -s "$data/18/PG_VERSION" ]; then
    rm -rf "$data"
    install -d -m 700 "$data"
    chown "$(awk -F: '$1 == "postgres" { print $3 ":" $4 }' "$documentdb_root/etc/passwd")" "$data"
    (in_root "$data" "$documentdb_programs/initdb" -D /mnt/18 -U postgres -A trust -E UTF8 --locale=C.UTF-8) \
      >>"$(log_of documentdb)" 2>&1 || fail "initdb failed; the log is $(log_of documentdb); mounting needs root's rights"
  fi
  forget_unburied "$data/18"
  # Two inserts of one unique key at the same moment each wait for the other (its unique indexes are exclusion
  # constraints), until PostgreSQL looks for a deadlock and ends one.
  spawn documentdb in_root "$data" env HOME=/mnt "$documentdb_programs/postgres" -D /mnt/18 -p "$documentdb_port" \
    -c listen_addresses="$loopback" -c unix_socket_directories= -c max_connections=300 -c shared_buffers=512MB \
    -c shared_preload_libraries=pg_cron,pg_documentdb_core,pg_documentdb -c cron.database_name=postgres \
    -c fsync=on -c full_page_writes=on -c synchronous_commit=on -c deadlock_timeout=50ms
  documentdb_extension
}

documentdb_extension() {
  local deadline=$((SECONDS + 300))
  until query "$documentdb_port" postgres postgres 'SELECT 1' >/dev/null 2>&1; do
    pid_of documentdb >/dev/null && [ "$SECONDS" -lt "$deadline" ] ||
      fail "documentdb did not start; its log is $(log_of documentdb): $(tail -n 5 "$(log_of documentdb)")"
    sleep 0.1
  done
  query "$documentdb_port" postgres postgres \
    'SET client_min_messages = error; CREATE EXTENSION IF NOT EXISTS documentdb CASCADE'
}

documentdb_stop() { halt documentdb INT; }
