#!/bin/sh
# container.sh ROOT FOLDER USER:GROUP WORKDIR COMMAND…: what a container runtime does under the Deployment's
# security context. COMMAND runs on ROOT, read-only, with FOLDER at /load, the file hosts of FOLDER as /etc/hosts, a
# /tmp of its own, without a right or a variable that it is not given (NAME=value before it). Expects namespaces of
# its own for mounts and processes, where it is number 1 and COMMAND takes its place.
set -eu
root=$1 folder=$2 user=$3 workdir=$4
shift 4

mount --make-rprivate /
mount --bind "$root" "$root"
mount --bind "$folder" "$root/load"
mount -o remount,bind,ro "$root/load"
touch "$root/etc/hosts"
mount --bind "$folder/hosts" "$root/etc/hosts"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero random urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -o remount,bind,ro "$root"

exec chroot "$root" setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --no-new-privs \
  --inh-caps=-all --bounding-set=-all -- env --ignore-environment --chdir "$workdir" "$@"
