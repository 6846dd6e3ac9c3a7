# What stands in for node:24-slim, which only a registry of images has: Debian, the node binary of the npm package
# `node`, and npm. Sourced by run.sh; needs $cache, $scratch and in_storage.

# Prints the base's name; makes it where the cache has none of this Debian, Node and npm.
make_base() {
  local codename npm_folder tag root
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  npm_folder=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
  tag="localhost/statestorm-base:$codename-node$(node --version)-npm$(npm --version)"
  if ! in_storage inspect --type image "$tag" >/dev/null 2>&1; then
    echo "Making the base image: $tag" >&2
    root="$scratch/base"
    debootstrap --variant=minbase --include=ca-certificates "$codename" "$root" "$(mirror "$codename")" \
      >"$scratch/debootstrap.log" 2>&1 || { tail -n 20 "$scratch/debootstrap.log" >&2; return 1; }
    rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
    install -m 755 node_modules/node/bin/node "$root/usr/local/bin/node"
    mkdir -p "$root/usr/local/lib/node_modules"
    cp -r "$npm_folder" "$root/usr/local/lib/node_modules/npm"
    ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
    commit_base "$root" "$tag"
    rm -rf "$root"
  fi
  echo "$tag"
}

commit_base() {
  local container
  container=$(in_storage from scratch)
  in_storage copy --quiet "$container" "$1" / >/dev/null
  in_storage commit --quiet --rm "$container" "$2" >/dev/null
}

# The Debian mirror that this machine is set up with. APT knows its mirrors' releases once it has fetched their lists.
mirror() {
  local targets
  targets=$(apt-get indextargets 'Created-By: Packages')
  [ -n "$targets" ] || apt-get -qq update >&2
  apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
    awk -v codename="$1" '$1 == codename && !found { print $2; found = 1 }'
}

# Removes from the cache what a run that was cut off left there, and bases of other versions.
forget_all_but() {
  local id name
  in_storage rm --all >/dev/null
  in_storage images --all --format '{{.ID}} {{.Name}}:{{.Tag}}' | while read -r id name; do
    [ "$name" = "$1" ] || in_storage rmi --force "$id" >/dev/null
  done
}

# npm's settings here that say where packages come from.
npmrc_of_the_machine() {
  local file
  for file in "$(npm config get globalconfig)" "$(npm config get userconfig)"; do
    [ ! -f "$file" ] || cat "$file"
    echo
  done
  echo "registry=$(npm config get registry)"
  echo "cafile=$(certificates_of_the_machine)"
}

certificates_of_the_machine() {
  local file
  file=$(npm config get cafile)
  [ "$file" != null ] || file="${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}"
  echo "$file"
}

certificate_volumes() {
  local file
  file=$(certificates_of_the_machine)
  printf -- '--volume\n%s:%s:ro\n' "$file" "$file"
}
