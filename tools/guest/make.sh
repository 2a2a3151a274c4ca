#!/usr/bin/env bash
# Makes an amd64 Debian guest with Debian's own kernel and PipeWire, into build/guest: root, kernel, initrd. Needs root.
# Usage: tools/guest/make.sh   Does nothing where it is made already; rm -r build/guest makes it anew.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/packages.sh
# the last line: sticks of every kind, and a look at them that is not ours
need_packages guest qemu-system-x86 mmdebstrap busybox-static e2fsprogs cpio \
    dosfstools exfatprogs ntfs-3g xfsprogs fdisk mtools
out=build/guest
! cmp -s "$out/made" tools/guest/make.sh || exit 0
[ "$(id -u)" -eq 0 ] || exec sudo "$0"
rm -rf "$out"
mkdir -p "$out"

echo "== making the guest's root (some minutes, 2 GB)"
# from wherever this machine has its own packages
mapfile -t sources < <(apt-get indextargets --format 'deb $(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | sort -u)
packages=systemd,systemd-sysv,udev,kmod,procps,python3,pipewire,pipewire-bin,pipewire-alsa,libspa-0.2-modules,alsa-utils,python3-rich,linux-image-amd64
packages+=,openssh-client,age,python3-jinja2,python3-matplotlib,e2fsprogs,python3-numpy,python3-pyaudio,python3-soundfile
if ! mmdebstrap --mode=root --variant=minbase --format=directory --include="$packages" \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --aptopt='APT::Install-Recommends "false"' --aptopt='DPkg::Options "--force-unsafe-io"' \
    bookworm "$out/root" "${sources[@]}" >"$out/mmdebstrap.log" 2>&1; then
    tail -n 20 "$out/mmdebstrap.log" >&2
    echo "guest: mmdebstrap failed; its last lines are above" >&2
    exit 1
fi
kernel=$(ls "$out/root/lib/modules")
cp "$out/root/boot/vmlinuz-$kernel" "$out/vmlinuz"
echo "== building gpio-sim for $kernel"
tools/guest/gpio_sim.sh "$kernel" "$out/root/lib/modules/$kernel/extra"
chroot "$out/root" depmod "$kernel"
rm -rf "$out/root/boot" "$out/root/var/cache/apt" "$out/root/var/lib/apt/lists"
echo guest >"$out/root/etc/hostname"
printf '%s\n' '/dev/vda / ext4 defaults 0 1' '/dev/vdb /opt/given ext4 ro 0 0' >"$out/root/etc/fstab"
mkdir -p "$out/root/opt/given"
# what a test gives to the guest lies on its second disk: a program to run, after which the guest ends
cat >"$out/root/etc/systemd/system/given.service" <<'X'
[Unit]
After=multi-user.target
RequiresMountsFor=/opt/given
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 -u /opt/given/main.py
ExecStopPost=/usr/bin/systemctl --no-block poweroff
StandardOutput=journal+console
StandardError=journal+console
TimeoutStartSec=infinity
X
mkdir -p "$out/root/etc/systemd/system/default.target.wants"
ln -s /etc/systemd/system/given.service "$out/root/etc/systemd/system/default.target.wants/"

echo "== making a small initrd"
initrd=$out/initrd
mkdir -p "$initrd"/{bin,m,dev,root,proc}
cp /bin/busybox "$initrd/bin/"
for module in virtio_pci virtio_blk crc32c_generic ext4; do
    chroot "$out/root" modprobe -S "$kernel" --show-depends "$module"
done | awk '/^insmod/ && !seen[$2]++ { print $2 }' | while read -r file; do
    cp "$out/root$file" "$initrd/m/"
    basename "$file" >>"$initrd/m/list"
done
cat >"$initrd/init" <<'X'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t devtmpfs d /dev; $B mount -t proc p /proc
while read m; do $B insmod /m/$m; done < /m/list
while ! [ -b /dev/vda ]; do $B usleep 20000; done
$B mount -t ext4 -o rw /dev/vda /root; $B mount --move /dev /root/dev; $B umount /proc
exec $B switch_root /root /sbin/init
X
chmod +x "$initrd/init"
(cd "$initrd" && find . | cpio -o -H newc --quiet) | gzip -1 >"$out/initrd.gz"
rm -rf "$initrd"

echo "== making its disk"
truncate -s 1900M "$out/root.img"
mke2fs -q -t ext4 -O ^metadata_csum -E lazy_itable_init=1,lazy_journal_init=1 -d "$out/root" "$out/root.img"
rm -rf "$out/root"
cp tools/guest/make.sh "$out/made"
