#!/usr/bin/env bash
# Makes a plain Debian root the unit's own. Usage: settle.sh RECIPE ROOT VERSION RELEASE_KEY
set -euo pipefail
recipe=$1 root=$2 version=$3 release_key=$4
mapfile -t without < <(grep -v -e '^#' -e '^$' "$recipe/without.txt")
# patterns that this architecture has nothing for are no fault
mapfile -t without < <(chroot "$root" dpkg-query -W -f '${binary:Package}\n' "${without[@]}" 2>/dev/null || true)
chroot "$root" dpkg --purge --force-depends --force-remove-essential --force-remove-protected "${without[@]}" >/dev/null 2>&1
rm "$root/usr/bin/py3compile"
# by any Python 3.11; unchecked: nothing can be written there, and each start would compile anew what looks stale
/usr/bin/python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash -s "$root" -p / "$root/usr/lib/python3/dist-packages" "$root/usr/lib/cuelight" || true
cp -r "$recipe/root/." "$root/"
echo "cuelight" >"$root/etc/hostname"
echo "cuelight $version" >"$root/etc/cuelight-image"
if [ -n "$release_key" ]; then echo "release namespaces=\"cuelight-release\" $(cut -d' ' -f1,2 "$release_key")" >"$root/etc/cuelight-release.signers"; fi
# filled in by the first program at each boot
: >"$root/etc/machine-id"
# a clock that knows nothing starts here
touch -d "@$SOURCE_DATE_EPOCH" "$root/usr/lib/clock-epoch"
mkdir -p "$root"/{data,boot/firmware,etc/cuelight,var/lib/cuelight,var/lib/cuelight-wire,var/lib/systemd}
rm -rf "$root"/var/{cache,log}/* "$root"/var/lib/apt/lists/* "$root"/var/lib/systemd/* "$root"/tmp/* "$root"/boot/{vmlinuz,initrd,config,System}* "$root"/vmlinuz* "$root"/initrd*
rm -f "$root"/etc/{resolv.conf,ssh/*key*} "$root"/var/lib/dbus/machine-id "$root"/etc/fake-hwclock.data "$root"/etc/cron.hourly/fake-hwclock

chroot "$root" systemd-sysusers cuelight-image.conf

# nobody logs in: no password, no terminal, no network service, and nothing that waits for one
chroot "$root" passwd -q -l root
own=$root/etc/systemd/system
rm -f "$own"/getty.target.wants/* "$own"/multi-user.target.wants/{remote-fs.target,networking.service} "$own"/sysinit.target.wants/systemd-pstore.service
for unit in getty@.service serial-getty@.service getty.target console-getty.service systemd-networkd.service systemd-networkd.socket \
    systemd-network-generator.service systemd-networkd-wait-online.service systemd-logind.service systemd-user-sessions.service remote-fs.target \
    emergency.service rescue.service e2scrub_reap.service e2scrub_all.timer apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
    fstrim.timer systemd-firstboot.service systemd-machine-id-commit.service systemd-hwdb-update.service systemd-journal-flush.service \
    systemd-update-done.service ldconfig.service systemd-sysusers.service ctrl-alt-del.target; do
    ln -sf /dev/null "$own/$unit"
done
rm -f "$root/lib/systemd/system-generators/systemd-getty-generator" "$root/lib/systemd/system-generators/systemd-gpt-auto-generator"
# of OpenSSH only ssh-keygen is used
rm -f "$root"/usr/bin/{ssh,scp,sftp,slogin,ssh-add,ssh-agent,ssh-argv0,ssh-copy-id,ssh-keyscan}
# udev's list of hardware is made where there is room to write
chroot "$root" systemd-hwdb --usr update 2>/dev/null || true
