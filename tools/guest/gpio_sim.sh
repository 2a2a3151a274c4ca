#!/usr/bin/env bash
# Builds gpio-sim.ko, simulated GPIO lines, for one of Debian's kernels, which comes without it.
# Usage: tools/guest/gpio_sim.sh KERNEL FOLDER   KERNEL as uname -r gives it; the module is put into FOLDER.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/packages.sh
kernel=$1
mkdir -p "$2"
folder=$(realpath "$2")
need_packages guest "linux-headers-$kernel" gcc-12 libc6-dev make xz-utils
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
chmod 755 .
apt-get download -q linux-source-6.1 >/dev/null 2>&1
parts=(drivers/gpio/gpio-sim.c drivers/gpio/gpiolib.h kernel/irq/irq_sim.c kernel/irq/internals.h)
dpkg-deb --fsys-tarfile linux-source-6.1_*.deb | tar -xOf - ./usr/src/linux-source-6.1.tar.xz | xz -dc |
    tar -xf - --strip-components=1 "${parts[@]/#/linux-source-6.1/}"
# irq_sim is no module of its own, so it is folded in
cp drivers/gpio/gpio-sim.c gpio-sim-main.c
cp drivers/gpio/gpiolib.h kernel/irq/irq_sim.c .
sed -i -e '/EXPORT_SYMBOL/d' -e 's/handle_simple_irq(irq_to_desc(irqnum))/generic_handle_irq(irqnum)/' irq_sim.c
printf 'obj-m := gpio-sim.o\ngpio-sim-y := gpio-sim-main.o irq_sim.o\n' >Makefile
# the folder has another name each time, and the module is to be the same
make -s -C "/lib/modules/$kernel/build" "M=$work" KCFLAGS="-ffile-prefix-map=$work=." modules
cp gpio-sim.ko "$folder/"
