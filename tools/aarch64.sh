#!/usr/bin/env bash
# Builds what bench_cost needs to count aarch64 instructions here, without binfmt_misc and without a chroot:
#   DIR/qemu-aarch64   QEMU's user-mode emulator with plug-ins (Debian's own is built without them), from Debian's source
#   DIR/insns.so       the counter, tools/insns.c
#   DIR/root           Debian arm64's Python 3.11, unpacked, and the locked wheels of requirements/run.txt beside it
# Usage: tools/aarch64.sh [DIR]   (build/aarch64). About 4 minutes and 700 MB; does nothing where it is done already.
# The mirror is that of this machine's own apt sources; nothing is installed on this machine but build tools.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(realpath -m "${1:-build/aarch64}")
mkdir -p "$dir"

packages=(gcc libc6-dev libglib2.0-dev zlib1g-dev ninja-build meson pkg-config dpkg-dev xz-utils)
wheels=(cffi numpy pycparser soundfile soxr tflite-runtime typing-extensions)
python_debs=(python3.11-minimal libpython3.11-stdlib libstdc++6)

. tools/packages.sh
need_packages aarch64 "${packages[@]}"

# apt with lists and a status of its own: this machine's architectures and packages stay as they are
native=$(dpkg --print-architecture)
apt=$dir/apt
mkdir -p "$apt"/{lists/partial,archives/partial}
: >"$apt/status"
awk '/^URIs:/ { uri = $2 } /^Suites:/ { for (k = 2; k <= NF; k++) if (uri) suite[k] = $k; n = NF }
     /^Components:/ { for (k = 2; k <= n; k++) print uri, suite[k], "main"; uri = "" }' \
    /etc/apt/sources.list.d/*.sources 2>/dev/null | grep -E ' bookworm(-[a-z]+)? ' >"$apt/places" || true
grep -hE '^deb ' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -E 's/^deb +(\[[^]]*\] +)?//' | grep -E ' bookworm(-[a-z]+)? ' >>"$apt/places" || true
if [ ! -s "$apt/places" ]; then
    echo "aarch64: this machine's apt sources name no Debian bookworm; run it on Debian 12" >&2
    exit 1
fi
awk '{ s = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"; print "deb", s, $0; print "deb-src", s, $0 }' \
    "$apt/places" >"$apt/sources.list"
own_apt() { # PROGRAM ARCHITECTURE WORDS…
    local program=$1 architecture=$2
    shift 2
    "$program" -q -o Dir::State="$apt" -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/status" \
        -o Dir::Cache="$apt" -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" -o APT::Sandbox::User="$(id -un)" "$@"
}

if [ ! -x "$dir/qemu-aarch64" ]; then
    echo "== building qemu-aarch64 with plug-ins"
    own_apt apt-get "$native" update >"$dir/apt.log" 2>&1
    rm -rf "$dir/source" && mkdir "$dir/source"
    (
        cd "$dir/source"
        own_apt apt-get "$native" source -y --download-only qemu >>"$dir/apt.log" 2>&1
        dpkg-source --no-check -x ./*.dsc tree >/dev/null
        mkdir build && cd build
        ../tree/configure --target-list=aarch64-linux-user --enable-plugins --without-default-features --enable-linux-user \
            --disable-system --disable-tools --disable-docs --disable-werror --disable-install-blobs
        nice ninja -j "${JOBS:-2}" qemu-aarch64
    ) >"$dir/qemu.log" 2>&1 || { tail -n 5 "$dir/qemu.log" >&2; echo "aarch64: see $dir/qemu.log" >&2; exit 1; }
    cp "$dir/source/tree/include/qemu/qemu-plugin.h" "$dir/"
    cp "$dir/source/build/qemu-aarch64" "$dir/"
    rm -rf "$dir/source"
fi
# shellcheck disable=SC2046
gcc -O2 -Wall -Wextra -shared -fPIC $(pkg-config --cflags glib-2.0) -I"$dir" -o "$dir/insns.so" tools/insns.c

if [ ! -e "$dir/root/done" ]; then
    echo "== unpacking Debian arm64's Python 3.11"
    rm -rf "$dir/root" && mkdir "$dir/root"
    own_apt apt-get arm64 update >>"$dir/apt.log" 2>&1
    own_apt apt-get arm64 install -y --no-install-recommends --download-only "${python_debs[@]}" >>"$dir/apt.log" 2>&1
    for deb in "$apt"/archives/*_{arm64,all}.deb; do dpkg-deb -x "$deb" "$dir/root"; done
    touch "$dir/root/done"
fi
if ! cmp -s requirements/run.txt "$dir/run.txt"; then
    echo "== the locked aarch64 wheels"
    # the lock's own entries of these packages, hashes and all
    awk -v wanted=" ${wheels[*]} " '/^[a-z]/ { split($0, name, "=="); keep = index(wanted, " " name[1] " ") } keep' \
        requirements/run.txt >"$dir/wheels.txt"
    rm -rf "$dir/site"
    .venv/bin/python -m pip install --disable-pip-version-check -q --no-deps --require-hashes --only-binary=:all: \
        --implementation cp --python-version 3.11 --platform manylinux_2_34_aarch64 --platform manylinux_2_28_aarch64 \
        --platform manylinux_2_26_aarch64 --platform manylinux_2_17_aarch64 --platform manylinux2014_aarch64 \
        --target "$dir/site" -r "$dir/wheels.txt"
    cp requirements/run.txt "$dir/run.txt"
fi
env -u PYTHONPATH PYTHONHOME="$dir/root/usr" PYTHONPATH="$dir/site" "$dir/qemu-aarch64" -cpu cortex-a53 -L "$dir/root" \
    "$dir/root/usr/bin/python3.11" -c 'import platform, numpy, tflite_runtime; print("aarch64: ready,", platform.machine(), "numpy", numpy.__version__)'
