#!/usr/bin/env bash
# Makes build/update/cuelight-VERSION-ARCH.update and its signature: what an authorised stick brings to units made from the image.
# Usage: systemd/image/update.sh KEY [arm64|amd64|PACKAGE.deb]   KEY: the private half of what the image was made with
# (RELEASE_KEY). PACKAGE.deb: one that is there already, instead of this checkout's.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/packages.sh
key=${1:?say update.sh KEY [arm64|amd64|PACKAGE.deb]; ssh-keygen -t ed25519 -f release makes one}
deb=${2:-arm64}
need_packages update squashfs-tools openssh-client
if [ "${deb%.deb}" = "$deb" ]; then
    systemd/package.sh "$deb"
    deb=$(ls build/deb/cuelight_*_"$deb".deb)
fi
version=$(dpkg-deb -f "$deb" Version)
arch=$(dpkg-deb -f "$deb" Architecture)
out=build/update
name=$out/cuelight-$version-$arch.update
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0)
export SOURCE_DATE_EPOCH
mkdir -p "$out"
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
dpkg-deb -x "$deb" "$tree"
# compiled here: where it runs nothing can be written, and each start would compile it anew
/usr/bin/python3 -m compileall -q --invalidation-mode unchecked-hash -s "$tree" -p / "$tree/usr/lib/cuelight"
printf '{"version": "%s", "architecture": "%s"}\n' "$version" "$arch" >"$tree/usr/lib/cuelight/release.json"
rm -f "$name" "$name.sig"
mksquashfs "$tree/usr/lib/cuelight" "$name" -comp zstd -all-root -noappend -quiet -no-progress
ssh-keygen -q -Y sign -f "$key" -n cuelight-release "$name"
ls -l "$name" "$name.sig"
