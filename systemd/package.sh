#!/usr/bin/env bash
# Makes build/deb/cuelight_VERSION_ARCH.deb. Usage: [OUT=FOLDER] systemd/package.sh [arm64|amd64]   (this machine's, unless said)
# OUT: another folder than build/deb.
# Nothing is compiled, so any machine can make either; the same commit gives the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/packages.sh
need_packages package debhelper dh-python dpkg-dev fakeroot lintian python3
arch=${1:-$(dpkg --print-architecture)}
case $arch in arm64) machine=aarch64 ;; amd64) machine=x86_64 ;; *) echo "package: $arch: say arm64 or amd64" >&2; exit 2 ;; esac

version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' firmware_app/__init__.py)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0)
export SOURCE_DATE_EPOCH
out=${OUT:-build/deb}
tree=$out/cuelight-$version-$arch
deb=$out/cuelight_${version}_$arch.deb
inputs="$(git ls-files -z ':!tests' 2>/dev/null | xargs -0 cat | sha256sum) $SOURCE_DATE_EPOCH"
if [ -e "$deb" ] && git rev-parse --git-dir >/dev/null 2>&1 && [ "$(cat "$deb.made" 2>/dev/null)" = "$inputs" ]; then
    echo "== $deb is made of just this already"
    exit 0
fi
rm -rf "$tree" "$out"/cuelight_*_"$arch".deb{,.made}
mkdir -p "$tree"

echo "== laying out $tree"
parts=(firmware_app systemd hardware docs README.md)
if git rev-parse --git-dir >/dev/null 2>&1; then # nothing that is not committed, and so no other bytes on another machine
    git ls-files -z "${parts[@]}" | xargs -0 cp --parents -t "$tree"
else
    cp -r "${parts[@]}" "$tree/"
fi
mkdir -p "$tree/models" "$tree/firmware_app/share/models" "$tree/firmware_app/share/hardware"
cp models/anger.md models/pace.md models/voice.md "$tree/models/"
# what a wheel carries, too (pyproject.toml)
cp models/*.tflite models/anger.json models/shipped.json "$tree/firmware_app/share/models/"
cp hardware/pinout.toml "$tree/firmware_app/share/hardware/"
find "$tree" -name __pycache__ -prune -exec rm -r {} +
mv "$tree/systemd/debian" "$tree/debian"
mv "$tree/systemd/README.md" "$tree/units.md"
mv "$tree/systemd/cuelight.sysusers" "$tree/debian/"

echo "== fetching the wheels that Debian lacks, by their hashes"
wheels=$out/wheels-$arch
rm -rf "$wheels"
mkdir -p "$wheels" "$tree/wheels"
python3 - requirements/run.txt >"$wheels/lock.txt" <<'X'
"""Some entries of the lock, for any machine."""
import re
import sys

lock = open(sys.argv[1], encoding="utf-8").read().replace("\\\n", " ")
for line in lock.splitlines():
    if re.match(r"(tflite-runtime|lgpio|soxr|gpiozero|colorzero)==", line):
        print(re.sub(r";.*?(?=--hash)", "", line))
X
platforms=()
for glibc in _2_34 _2_28 _2_27 _2_26 _2_17 2014; do platforms+=(--platform "manylinux${glibc}_$machine"); done
PYTHONPATH='' "${PYTHON:-.venv/bin/python}" -m pip download --disable-pip-version-check -q --no-deps --require-hashes --only-binary=:all: \
    --python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none \
    "${platforms[@]}" -d "$wheels" -r "$wheels/lock.txt"
for wheel in "$wheels"/*.whl; do python3 -m zipfile -e "$wheel" "$tree/wheels"; done
find "$tree/wheels" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

printf 'cuelight (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- %s  %s\n' "$version" \
    "$(sed -n 's/^Maintainer: //p' "$tree/debian/control")" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" >"$tree/debian/changelog"
cp CHANGELOG.md "$tree/"
echo "== building"
if ! (cd "$tree" && dpkg-buildpackage -a"$arch" -b -us -uc -d) >"$out/$arch.log" 2>&1; then
    tail -n 20 "$out/$arch.log" >&2
    echo "package: dpkg-buildpackage failed; its last lines are above" >&2
    exit 1
fi
ls -l "$deb"
lintian --allow-root --fail-on error,warning "$deb" && echo "lintian: clean"
echo "$inputs" >"$deb.made"
