#!/usr/bin/env bash
# An SRE recipe that needs curl alone: LOADGEN=http://loadgenerator:81 deploy/recipe.sh
# Spawns 10 users for 20 s, sees them at work and then gone by themselves, spawns them once more and stops them.
set -euo pipefail
LOADGEN=${LOADGEN:-http://127.0.0.1:8090}
USER_TYPE=${USER_TYPE:-BasicHomePageViewingUser}

# The number behind a key of a JSON answer; behind its last one, since /stats/requests ends with the totals.
number() { grep -o "\"$1\": *[0-9.]*" | tail -n 1 | grep -o '[0-9.]*$'; }

user_count() { curl -fsS "$LOADGEN/api/user_count" | number user_count; }

spawn() {
  curl -fsS -X POST "$LOADGEN/api/spawn/$USER_TYPE" -d user_count=10 -d spawn_rate=5 "$@"
  echo
}

# wait_for SECONDS TEST: until the number of users passes it, as in: wait_for 10 -eq 10
wait_for() {
  local seconds=$1
  shift
  for ((i = 0; i < seconds * 2; i++)); do
    if [ "$(user_count)" "$@" ]; then return; fi
    sleep 0.5
  done
  echo "For $seconds s the number of users was never $*: it is $(user_count)" >&2
  exit 1
}

curl -fsS "$LOADGEN/api/ping"
echo

spawn -d stop_after=20
wait_for 10 -eq 10
sleep 2
statistics=$(curl -fsS "$LOADGEN/stats/requests")
rate=$(number total_rps <<<"$statistics")
echo "$(number user_count <<<"$statistics") users make $rate requests/s"
[ "$rate" != 0 ]

wait_for 30 -lt 10
echo "stop_after ended them"

spawn
wait_for 10 -eq 10
curl -fsS -X POST "$LOADGEN/api/stop"
echo
echo "$(user_count) users are left"
