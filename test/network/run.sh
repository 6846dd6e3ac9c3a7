#!/usr/bin/env bash
# npm run test:network: what a cut of the network does to a fleet. Needs root on Linux, for networks of its own, and
# installs what it needs from Debian.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PWD/node_modules/.bin:$PATH:/usr/sbin" npm_config_loglevel=error
node test/network/needs.ts
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
report="${STATESTORM_NETWORK_REPORT:-$scratch/report.json}"
export STATESTORM_TEST_REPORT="$report"
status=0
# All of it is gone with the last process: nothing of it is seen by the machine.
unshare --net --mount --pid --fork --kill-child --mount-proc \
  sh -c 'mount -t tmpfs none /run && ip link set lo up && vitest run --config test/network/vitest.config.ts' || status=$?
node test/support/counts.ts "$report"
exit "$status"
