# shellcheck shell=bash disable=SC2154 # the variables are those of script/stack
# FerretDB: MongoDB's protocol on DocumentDB. It is built once from its source: by a Go of this machine that is recent
# enough, else by forky's Go inside DocumentDB's root folder. Sourced by script/stack.

ferretdb_version=2.7.0
ferretdb_needs_go=1.25
ferretdb_program=$downloads/ferretdb-$ferretdb_version
ferretdb_module=github.com/FerretDB/FerretDB/v2/cmd/ferretdb@v$ferretdb_version

go_is_recent() {
  local version
  version=$(go env GOVERSION 2>/dev/null) || return 1
  [ "$(printf '%s\n' "$ferretdb_needs_go" "${version#go}" | sort -V | head -n 1)" = "$ferretdb_needs_go" ]
}

ferretdb_build_here() {
  GOBIN=$1 GOFLAGS=-trimpath go install "$ferretdb_module"
}

# The machine's proxy, certificates and name servers serve inside, too.
ferretdb_build_in_root() {
  documentdb_install
  # shellcheck disable=SC2016
  unshare --mount --propagation private sh -c '
    set -e
    root=$1 target=$2 module=$3
    mount --rbind /proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind "$target" "$root/mnt"
    for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
      [ -e "$file" ] || continue
      mkdir -p "$root$(dirname "$file")"
      [ -e "$root$file" ] || : >"$root$file"
      mount --bind "$(realpath "$file")" "$root$file"
    done
    chroot "$root" apt-get update -q
    chroot "$root" apt-get install -y -q --no-install-recommends golang-go
    chroot "$root" env HOME=/tmp GOPATH=/tmp/go GOCACHE=/tmp/go-cache GOBIN=/mnt GOFLAGS=-trimpath \
      GOPROXY="$GOPROXY" GOTOOLCHAIN=local go install "$module"
    chroot "$root" sh -c "chmod -R u+w /tmp/go && rm -rf /tmp/go /tmp/go-cache"' \
    build "$documentdb_root" "$1" "$ferretdb_module"
}

ferretdb_install() {
  [ ! -x "$ferretdb_program" ] || return 0
  local log=$downloads/ferretdb.log folder=$downloads/ferretdb.part builder=ferretdb_build_in_root
  ! go_is_recent || builder=ferretdb_build_here
  say "Building FerretDB $ferretdb_version in $downloads (some minutes)"
  rm -rf "$folder"
  mkdir -p "$folder"
  GOPROXY=${GOPROXY:-$(go env GOPROXY 2>/dev/null || true)} "$builder" "$folder" >"$log" 2>&1 ||
    fail "FerretDB could not be built; the log is $log: $(tail -n 5 "$log")"
  mv "$folder/ferretdb" "$ferretdb_program"
  rm -rf "$folder"
}

ferretdb_arguments() {
  echo --listen-addr="$loopback:$mongo_port" --no-auth --telemetry=disable --debug-addr=- --log-level=warn \
    --state-dir="$stack/ferretdb" \
    --postgresql-url="postgres://postgres@$loopback:$documentdb_port/postgres?pool_max_conns=200"
}

# shellcheck disable=SC2046
ferretdb_answers() {
  [ -x "$ferretdb_program" ] && listening "$mongo_port" && timeout 5 "$ferretdb_program" ping $(ferretdb_arguments) >/dev/null
}

# shellcheck disable=SC2046
ferretdb_start() {
  install -d -o postgres -g postgres -m 700 "$stack/ferretdb"
  spawn ferretdb run_as postgres setsid "$ferretdb_program" $(ferretdb_arguments)
}

ferretdb_stop() { halt ferretdb TERM; }
