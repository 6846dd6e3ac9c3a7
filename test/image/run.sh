#!/usr/bin/env bash
# npm run test:image: builds the image with buildah from a base of its own and tries it as a container. Needs root
# on Debian, and installs what it needs. The base is kept for the next run.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PWD/node_modules/.bin:$PATH" npm_config_loglevel=error
node test/image/support/needs.ts

cache="${XDG_CACHE_HOME:-/var/cache}/statestorm-image"
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9 # Two runs at once would build the base twice.
scratch=$(mktemp -d)
image="localhost/statestorm:test-$$"
container=""
in_storage() { buildah --storage-driver vfs --root "$cache/storage" --runroot "$scratch/storage" "$@"; }
clean_up() {
  [ -z "$container" ] || in_storage rm "$container" >/dev/null || true
  in_storage rmi --force "$image" >/dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap clean_up EXIT

source test/image/base.sh
base=$(make_base)
forget_all_but "$base"

# The machine's way to its registry, for the build alone: a secret is in no layer.
npmrc_of_the_machine >"$scratch/npmrc"
mapfile -t certificates < <(certificate_volumes)
echo "Building the image"
version=$(node --print 'require("./package.json").version')
if ! in_storage build --isolation chroot --build-arg "BASE_IMAGE=$base" --build-arg "VERSION=$version" \
  --secret "id=npmrc,src=$scratch/npmrc" "${certificates[@]}" --tag "$image" . >"$scratch/build.log" 2>&1; then
  tail -n 60 "$scratch/build.log"
  printf "The image cannot be built\n0 passed, 1 failed\n"
  exit 1
fi
container=$(in_storage from "$image")
STATESTORM_IMAGE_ROOT=$(in_storage mount "$container")
STATESTORM_IMAGE_MANIFEST="$scratch/image.json"
in_storage inspect --type image "$image" >"$STATESTORM_IMAGE_MANIFEST"
export STATESTORM_IMAGE_ROOT STATESTORM_IMAGE_MANIFEST

# A network of its own, without a way out: the image's ports are free there, and nobody else can reach them. And
# processes of its own, so that none is left behind.
report="${STATESTORM_IMAGE_REPORT:-$scratch/report.json}"
export STATESTORM_TEST_REPORT="$report"
status=0
unshare --net --pid --fork --kill-child --mount-proc \
  sh -c 'ip link set lo up && vitest run --config test/image/vitest.config.ts' || status=$?
node test/support/counts.ts "$report"
exit "$status"
