#!/usr/bin/env bash
# Copies the drivers that modules.txt names, and what they need, from a kernel into a root; those of the first program
# into its folder, too, with a list in order. Usage: drivers.sh MODULES.TXT ARCH KERNEL_TREE RELEASE ROOT INITRD
set -euo pipefail
wanted=$1 arch=$2 tree=$3 release=$4 root=$5 initrd=$6
from=$tree/lib/modules/$release
mkdir -p "$initrd/modules" "$root/usr/lib/modules/$release"
: >"$initrd/modules/list"
missing=()

while read -r name where; do
    only=${name#*:}
    name=${name%%:*}
    [ "$only" = "$name" ] || [ "$only" = "$arch" ] || continue
    # built in already, or in files, the last of which is the driver itself
    if ! files=$(modprobe -d "$tree" -S "$release" --show-depends "$name" 2>&1); then
        missing+=("$name")
        continue
    fi
    for file in $(awk '/^insmod/ { print $2 }' <<<"$files"); do
        relative=${file#*/lib/modules/"$release"/}
        install -D -m 0644 "$from/$relative" "$root/usr/lib/modules/$release/$relative"
        [ "$where" = initrd ] && ! grep -qx "$(basename "$file")" "$initrd/modules/list" || continue
        install -m 0644 "$from/$relative" "$initrd/modules/"
        basename "$file" >>"$initrd/modules/list"
    done
done < <(grep -v -e '^#' -e '^$' "$wanted")
if [ ${#missing[@]} -gt 0 ]; then
    echo "image: this kernel has no such drivers: ${missing[*]}" >&2
    exit 1
fi
cp "$from"/modules.{order,builtin,builtin.modinfo} "$root/usr/lib/modules/$release/"
depmod -b "$root" "$release"
