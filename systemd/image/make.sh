#!/usr/bin/env bash
# Makes build/image/cuelight_VERSION_ARCH.img: what is written to a unit's card. Needs root.
# Usage: [RELEASE_KEY=release.pub] [PACK=fast] systemd/image/make.sh [arm64|amd64]   arm64: Pi Zero 2 W, 3 and 4; amd64: the
# same recipe for a virtual PC, to test. RELEASE_KEY: the public half of who may release updates; without it the unit takes none.
# PACK=fast: for tests; the same files, compressed less and not made ready to download.
# Debian's packages, our own, and no loop device: the same packages and the same commit give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/packages.sh
arch=${1:-arm64}
case $arch in arm64 | amd64) ;; *) echo "image: $arch: say arm64 or amd64" >&2; exit 2 ;; esac
# a private half, or the key's own file, would come to lie on every card
if [ -n "${RELEASE_KEY:-}" ] && { [ "$(grep -c . "$RELEASE_KEY" 2>/dev/null)" != 1 ] || ! grep -q '^ssh-ed25519 AAAA' "$RELEASE_KEY"; }; then
    echo "image: RELEASE_KEY=$RELEASE_KEY: is no public key; name the file of ssh-keygen's that ends in .pub" >&2
    exit 2
fi
need_packages image mmdebstrap squashfs-tools mtools dosfstools fdisk e2fsprogs cpio zstd kmod xz-utils
recipe=systemd/image
out=build/image
work=$out/$arch
root=$work/root
boot_mb=96
data_mb=256

tools/setup.sh run dev
if [ "$(id -u)" -ne 0 ]; then exec sudo RELEASE_KEY="${RELEASE_KEY:-}" PACK="${PACK:-}" "$0" "$arch"; fi
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' firmware_app/__init__.py)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0)
export SOURCE_DATE_EPOCH
name=$out/cuelight_${version}_$arch
deb=build/deb/cuelight_${version}_$arch.deb
# what Debian has now: an image that is made again later has its security fixes
debian=$(cat /var/lib/apt/lists/*Release | sha256sum | cut -c1-16)
inputs="$(git ls-files -z ':!tests' | xargs -0 cat ${RELEASE_KEY:+"$RELEASE_KEY"} | sha256sum) $SOURCE_DATE_EPOCH $debian ${PACK:-}"
if [ "$(cat "$name.made" 2>/dev/null)" = "$inputs" ] && [ -e "$deb" ]; then
    echo "== $name.img is made of just this already"
    exit 0
fi
systemd/package.sh "$arch"
# a build that was killed leaves this machine's own /dev and /proc mounted in there
away() {
    awk -v at="$PWD/$1/" 'index($2 "/", at) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount --lazy
    rm -rf --one-file-system -- "$1"
}
away "$work"
rm -f "$name".*
mkdir -p "$work"

if [ "$arch" != "$(dpkg --print-architecture)" ]; then
    need_packages image qemu-user-static arch-test
    places=/proc/sys/fs/binfmt_misc
    mountpoint -q $places || mount -t binfmt_misc binfmt_misc $places
    # F: the emulator is held open, and so is there in any chroot
    [ -e $places/qemu-aarch64 ] || cat /usr/lib/binfmt.d/qemu-aarch64.conf >$places/register
fi

packages=systemd,systemd-sysv,udev,kmod,e2fsprogs,tzdata,busybox-static,e2fsck-static,fake-hwclock,util-linux-extra
packages+=,$(dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed 's/(.*//; s/ //g' | grep . | sort -u | paste -sd,)
kernel=(linux-image-"$arch")
if [ "$arch" = arm64 ]; then kernel+=(raspi-firmware); fi
# from wherever this machine has its own packages; a Pi's firmware is not free
mapfile -t sources < <(apt-get indextargets --format 'deb $(SITE) $(RELEASE) main non-free-firmware' 'Created-By: Packages' | sort -u)
base=$out/base-$arch
wanted="$packages ${kernel[*]} $debian"
if [ "$(cat "$base.made" 2>/dev/null)" != "$wanted" ]; then
    echo "== Debian's packages (arm64: under an emulator, some minutes; kept in $base for the next time)"
    # Python is compiled afterwards, by this machine: under an emulator that takes longer than all the rest
    rm -f "$base.made"
    away "$base"
    if ! mmdebstrap --mode=root --architectures="$arch" --variant=minbase --format=directory --include="$packages" \
        --components=main,non-free-firmware --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-include=/usr/share/doc/cuelight/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/fonts/*' --dpkgopt='path-exclude=/usr/share/matplotlib/mpl-data/sample_data/*' \
        --aptopt='APT::Install-Recommends "false"' --aptopt='DPkg::Options "--force-unsafe-io"' \
        --essential-hook='chroot "$1" dpkg-divert --quiet --local --rename --add /usr/bin/py3compile; ln -s true "$1/usr/bin/py3compile"' \
        --customize-hook="mkdir -p \"\$1\"/kernel/partial" \
        --customize-hook="chroot \"\$1\" apt-get install -y --download-only -o Dir::Cache::archives=/kernel ${kernel[*]}" \
        bookworm "$base" "${sources[@]}" >"$base.log" 2>&1; then
        tail -n 20 "$base.log" >&2
        echo "image: mmdebstrap failed; its last lines are above" >&2
        exit 1
    fi
    echo "$wanted" >"$base.made"
fi

echo "== Cuelight's own package"
cp -a "$base" "$root"
cp "$deb" "$root/cuelight.deb"
chroot "$root" dpkg -i /cuelight.deb >"$work/dpkg.log" 2>&1 || { tail -n 20 "$work/dpkg.log" >&2; exit 1; }
rm "$root/cuelight.deb"

echo "== kernel, firmware and the drivers that are wanted"
# unpacked, not installed: what their scripts would make is made here
for deb in "$root"/kernel/linux-image-[0-9]*.deb "$root"/kernel/raspi-firmware_*.deb; do
    [ -e "$deb" ] || continue
    dpkg-deb -f "$deb" Package Version | awk '{ printf "%s%s", $2, NR % 2 ? " " : "\n" }' >>"$name.packages.txt"
    dpkg-deb -x "$deb" "$work/kernel"
done
rm -r "$root/kernel"
release=$(ls "$work/kernel/lib/modules")
if [ "$arch" = amd64 ]; then tools/guest/gpio_sim.sh "$release" "$work/kernel/lib/modules/$release/extra"; fi
depmod -b "$work/kernel" "$release"
"$recipe/drivers.sh" "$recipe/modules.txt" "$arch" "$work/kernel" "$release" "$root" "$work/initrd"

echo "== the first program"
install -D -m 0755 "$recipe/init" "$work/initrd/init"
install -D "$root/bin/busybox" "$work/initrd/bin/busybox"
install -D "$root/sbin/e2fsck.static" "$work/initrd/sbin/e2fsck"
mkdir -p "$work"/initrd/{dev,proc,sys,root}
find "$work/initrd" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$work/initrd" && find . | LC_ALL=C sort | cpio --reproducible -o -H newc --quiet -R 0:0) | gzip -9n >"$work/initrd.gz"

echo "== what is the unit's own"
"$recipe/settle.sh" "$recipe" "$root" "$version" "${RELEASE_KEY:-}" >"$work/settle.log" 2>&1 || { tail -n 20 "$work/settle.log" >&2; exit 1; }
dpkg-query --admindir="$root/var/lib/dpkg" -W -f='${Package} ${Version}\n' >>"$name.packages.txt"

echo "== the read-only system"
level=19
if [ "${PACK:-}" = fast ]; then level=1; fi
mksquashfs "$root" "$work/root.squashfs" -comp zstd -Xcompression-level $level -b 256k -noappend >"$work/squashfs.log"

echo "== the boot partition"
mkdir -p "$work/boot"
cp "$recipe"/boot/* "$work/boot/"
cp "$work/kernel/boot/vmlinuz-$release" "$work/boot/vmlinuz"
cp "$work/initrd.gz" "$work/boot/"
if [ "$arch" = arm64 ]; then
    cp "$work"/kernel/usr/lib/raspi-firmware/{bootcode.bin,start.elf,start4.elf,start_cd.elf,start4cd.elf,fixup.dat,fixup4.dat,fixup_cd.dat,fixup4cd.dat} "$work/boot/"
    cp "$work/kernel/usr/lib/linux-image-$release"/broadcom/bcm{2711,2837}*.dtb "$work/boot/"
fi
find "$work/boot" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
truncate -s "${boot_mb}M" "$work/boot.fat"
mkfs.vfat --invariant -F 32 -n CUELIGHT "$work/boot.fat" >/dev/null
(cd "$work/boot" && LC_ALL=C MTOOLS_SKIP_CHECK=1 mcopy -m -i ../boot.fat ./* ::)

echo "== the data partition: empty"
truncate -s "${data_mb}M" "$work/data.ext4"
E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH mke2fs -q -t ext4 -L cuelight-data -U "$(printf '%08x' "$SOURCE_DATE_EPOCH")-6375-4c1d-8a7e-6c6967687400" \
    -E hash_seed=6375656c-6967-4874-8a7e-000000000000,lazy_itable_init=0,root_owner=0:0 -m 0 -O ^metadata_csum_seed "$work/data.ext4"

echo "== the card"
at=8 # MB, aligned to a card's erase blocks
root_mb=$((($(stat -c %s "$work/root.squashfs") >> 20) + 4 & ~3))
truncate -s $((at + boot_mb + root_mb + data_mb))M "$name.img"
printf 'label: dos\nlabel-id: 0x%08x\nstart=%dMiB, size=%dMiB, type=c, bootable\nstart=%dMiB, size=%dMiB, type=83\nstart=%dMiB, size=%dMiB, type=83\n' \
    "$SOURCE_DATE_EPOCH" $at $boot_mb $((at + boot_mb)) $root_mb $((at + boot_mb + root_mb)) $data_mb | sfdisk -q "$name.img"
dd if="$work/boot.fat" of="$name.img" bs=1M seek=$at conv=notrunc,sparse status=none
dd if="$work/root.squashfs" of="$name.img" bs=1M seek=$((at + boot_mb)) conv=notrunc,sparse status=none
dd if="$work/data.ext4" of="$name.img" bs=1M seek=$((at + boot_mb + root_mb)) conv=notrunc,sparse status=none
if [ "${PACK:-}" != fast ]; then
    gzip -1 -n --keep --force "$name.img" # what is large in it is compressed already
    (cd "$out" && sha256sum "$(basename "$name").img.gz" | tee "$(basename "$name").img.gz.sha256")
fi
away "$root"
rm -rf "$work/kernel" "$work/initrd" "$work"/{boot.fat,root.squashfs,data.ext4}
echo "$inputs" >"$name.made"
ls -l "$name".img*
