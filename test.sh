#!/usr/bin/env bash
# Everything that has to hold: format, lints, documentation, tests on SQLite and on PostgreSQL, clients, the pages in a browser.
# Needs a Rust toolchain. PostgreSQL, PgBouncer, Node 20.19 or newer, Python and Chromium are used where they are found. On Debian
# and Ubuntu, run as root, what is missing is installed; a newer Node than the system's is put into target/node, by whomever it is run.
set -euo pipefail
cd "$(dirname "$0")"
# Where a short PATH lacks what is there.
export PATH="$PATH:$HOME/.cargo/bin:/usr/sbin:/sbin"

say() { printf '\n== %s\n' "$*"; }
need() { printf 'test.sh: %s\n' "$*" >&2; exit 1; }

browser() { printf '%s' "${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"; }

# What is not here, as Debian's packages.
missing() {
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || echo postgresql
  command -v pgbouncer >/dev/null || echo pgbouncer
  command -v cc >/dev/null || echo build-essential
  command -v npm >/dev/null || echo npm
  command -v curl >/dev/null || echo curl
  python3 -c 'import venv, ensurepip' 2>/dev/null || echo python3-venv
  [ -n "$(browser)" ] || echo chromium
}

answers() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# A server of its own in target/postgres, on a free port, for the time of the run.
start_postgres() {
  local bin folder port run=()
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$bin" ] || bin=$(dirname "$(command -v initdb)")
  folder=$(mktemp -d /tmp/panorama-postgres.XXXXXX)
  port=54329
  while answers 127.0.0.1 "$port"; do port=$((port + 1)); done
  if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    run=(runuser -u postgres --)
  fi
  "${run[@]}" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 >/dev/null
  "${run[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-p $port -k $folder" start >/dev/null
  # shellcheck disable=SC2064 # the paths are those of now
  trap "${run[*]} $bin/pg_ctl -D $folder/data -m immediate stop >/dev/null; rm -rf $folder" EXIT
  export PANORAMA_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port"
}

say 'What the tests need'
command -v cargo >/dev/null || need 'missing: a Rust toolchain, 1.95 or newer (https://rustup.rs)'
packages=$(missing | xargs)
if [ -n "$packages" ]; then
  # shellcheck disable=SC2086 # they are words
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null
  else
    need "missing: $packages (as root: apt-get install $packages)"
  fi
fi

say 'PostgreSQL'
if [ -z "${PANORAMA_TEST_POSTGRES:-}" ]; then
  if answers 127.0.0.1 5432; then
    export PANORAMA_TEST_POSTGRES='postgres://postgres@127.0.0.1:5432'
  else
    start_postgres
  fi
fi
echo "$PANORAMA_TEST_POSTGRES" | sed 's#//[^@]*@#//…@#'

# What the explorer is built with.
node_is_new() {
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
}

# The npm package of Node itself, beside whatever the system has.
install_node() {
  local folder=$PWD/target/node
  mkdir -p "$folder"
  export PATH="$folder/node_modules/.bin:$PATH"
  if ! node_is_new; then
    echo '{"private":true}' >"$folder/package.json"
    (cd "$folder" && npm install --no-audit --no-fund --silent "node@$NODE")
    hash -r
  fi
}

say 'Node'
NODE=22.23.3
node_is_new || install_node
node_is_new || need "missing: Node 20.19 or newer (npm install node@$NODE did not give one)"
node --version

say 'Format'
cargo fmt --all --check

say 'Lints'
cargo clippy --workspace --all-targets --locked -- -D warnings

say 'Documentation'
RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked

say 'Tests'
cargo test --workspace --locked --no-fail-fast

say 'Clients and pages'
mkdir -p target/clients
cp -r tests/clients/. target/clients/
(cd target/clients && npm ci --no-audit --no-fund --silent)
[ -x target/clients/python/bin/python ] || python3 -m venv target/clients/python
target/clients/python/bin/pip install --quiet --disable-pip-version-check -r tests/clients/requirements.txt
(cd target/clients && PATH="$PWD/python/bin:$PATH" node run.mjs ../.. "$(browser)")

say 'Everything holds'
