#!/bin/sh
# Installs what `npm run bench:peers` compares with into .bench/, and nginx and wrk from Debian's packages. What cannot
# be had is said, and the comparison goes on without it.
set -u
cd "$(dirname "$0")/../../.."
mkdir -p .bench/bin
cd .bench

try() {
  echo "== $*"
  "$@" || echo "NOT INSTALLED: $*"
}

export DEBIAN_FRONTEND=noninteractive
try apt-get update -qq
try apt-get install -y --no-install-recommends nginx-light wrk
[ -f package.json ] || echo '{"private":true}' > package.json
try npm install --no-audit --no-fund autocannon@latest
# Without its scripts: one of them fetches a browser that nothing here needs.
try npm install --no-audit --no-fund --ignore-scripts artillery@latest
try python3 -m venv venv
try venv/bin/pip install --quiet --upgrade locust
GOBIN="$PWD/bin"
export GOBIN
try go install go.k6.io/k6@latest
try go install github.com/tsenart/vegeta/v12@latest
try cargo install --quiet --locked --root . oha
