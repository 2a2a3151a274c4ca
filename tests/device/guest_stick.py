"""Runs inside the guest, as root: USB sticks of every kind against the product's own rules and units.

The host plugs and unplugs as it is asked. First, without our rules, sticks are authorised as on a PC, and a keyboard
is seen to work; then the rules are laid in, and each stick is plugged in as at the unit.
"""

import hashlib
import json
import shutil
import time
from pathlib import Path

from guest_tools import GIVEN, ask, check, install_program, say, sh, wait
from guest_torn import torn

STATE = Path("/var/lib/cuelight")
WORD = Path("/run/cuelight-stick/stick.json")
AT = Path("/mnt/stick")
GOOD = ("vfat", "exfat", "ext4")
DRAWN = json.loads((GIVEN / "drawn.json").read_text()) if (GIVEN / "drawn.json").exists() else {}
"""What this run does of the sticks and pulls."""
PREPARED = {"links", "copied", "crowd", "full", "locked", "vast", "wide"}
REFUSED = {
    "stranger": "NOT_OURS",
    "copied": "NOT_OURS",
    "links": "ODD",
    "two": "ODD",
    "rubbish": "UNREADABLE",
    "xfs": "UNREADABLE",
    "ntfs": "UNREADABLE",  # Debian's kernel has no driver that writes it; Raspberry Pi's has
    "locked": "UNREADABLE",
    "full": "NO_ROOM",
}
HARMLESS = {
    "crowd": "fifty thousand odd names do no harm",
    "vast": "4 TB of exFAT are a stick",
    "wide": "2 TB of FAT32 are a stick",
}


def stick(name):
    """The node of a stick that is plugged in: its file system's, or its own."""
    for place in Path("/dev/disk/by-id").glob(f"usb-*{name}-0:0*"):
        return place.resolve()
    return None


def plug(name):
    ask("plug", name)
    return wait(lambda: stick(name), 20)


def unplug(name):
    ask("unplug", name)
    wait(lambda: stick(name) is None, 20)


def install():
    install_program()
    Path("/etc/cuelight").mkdir(exist_ok=True)
    key = (GIVEN / "site.pub").read_text().strip()
    Path("/etc/cuelight/cuelight.toml").write_text(
        f'[logbook]\ndevice = "desk-07"\nkeep_days = 366\nbattery_clock = true\n[export]\nsite_key = "{key}"\n'
    )
    STATE.mkdir(mode=0o700)
    shutil.copy(GIVEN / "logbook.db", STATE)
    shutil.copy(GIVEN / "site", "/root/site")
    Path("/root/site").chmod(0o600)
    sh("chown", "-R", "cuelight:cuelight", str(STATE))
    sh("systemctl", "daemon-reload")


def mounted(name, how="rw"):
    AT.mkdir(exist_ok=True)
    kind = sh("blkid", "-o", "value", "-s", "TYPE", str(stick(name))).stdout.strip()
    done = sh("mount", "-t", {"ntfs": "ntfs3"}.get(kind, kind), "-o", how, str(stick(name)), str(AT))
    if done.returncode:
        say(mounting=name, kind=kind, said=done.stderr, kernel=sh("dmesg").stdout[-600:])
    return done.returncode == 0


def authorise():
    for name in (*GOOD, *(name for name in DRAWN["sticks"] if name in PREPARED)):
        plug(name)
        up = mounted(name)
        done = sh("cuelight", "stick", "authorise", str(AT), "--key", "/root/site")
        if name == "links":
            (AT / "cuelight/desk-07").symlink_to("/var/lib/cuelight")
        if name == "full":
            with (AT / "filler").open("wb") as file:
                file.write(b"x" * (50 << 20))
        if name == "vfat":
            shutil.copytree(AT / "cuelight", "/root/token")
        if name == "copied":
            shutil.rmtree(AT / "cuelight")
            shutil.copytree("/root/token", AT / "cuelight")
        off = sh("umount", str(AT))
        ok = up and "good for this stick until" in done.stdout and off.returncode == 0
        check(f"{name} is authorised", ok, said=done.stdout + done.stderr + off.stderr)
        unplug(name)


def inputs():
    return sorted(path.name for path in Path("/sys/class/input").glob("input*"))


def nets():
    return sorted(path.name for path in Path("/sys/class/net").iterdir())


def foreign(guarded):
    """A keyboard and a network adapter: without the rules they work, with them they are nothing."""
    for name, seen in (("keyboard", inputs), ("network", nets)):
        before = seen()
        ask("plug", name)
        took = wait(lambda seen=seen, before=before: seen() != before, 6)
        bound = sh("sh", "-c", "ls -d /sys/bus/usb/devices/*:*/driver").stdout.split()
        if guarded:
            check(f"a {name} is refused", took is None, seen=seen(), bound=bound)
        else:
            check(f"without the rules a {name} works", took is not None, seen=seen())
        ask("unplug", name)
        wait(lambda seen=seen, before=before: seen() == before, 10)


def rules():
    shutil.copy(GIVEN / "systemd/70-cuelight.rules", "/etc/udev/rules.d/")
    done = sh("udevadm", "control", "--reload")
    sh("udevadm", "trigger", "--action=add", "--subsystem-match=usb")
    sh("udevadm", "settle")
    check("udev takes the rules", done.returncode == 0)


def word():
    try:
        return json.loads(WORD.read_text())["word"]
    except (OSError, ValueError):
        return ""


def let_go():
    """No export is under way or on its way out, and nothing is mounted."""
    units = sh("systemctl", "list-units", "--state=activating,deactivating", "--plain", "--no-legend").stdout
    return "cuelight-stick@" not in units and "/run/cuelight-mounts" not in Path("/proc/mounts").read_text()


def ended():
    """It has been told what came of it; a stick with two partitions is told twice."""
    return word() not in ("", "busy") and let_go()


def journal():
    return sh("journalctl", "-u", "cuelight-stick@*", "-n", "12", "-o", "cat").stdout[-1500:]


def exported(name, plugged="plug", within_s=150):
    """Plugs it in; what the desk was told at its end, and after how long."""
    wait(let_go, 40)
    WORD.unlink(missing_ok=True)
    ask(plugged, name)
    wait(lambda: stick(name), 20)
    took = wait(ended, within_s)
    return word(), took


def good():
    for name in GOOD:
        told, took = exported(name, "record")
        left = Path("/proc/mounts").read_text().count("/run/cuelight-mounts")
        check(f"{name} is exported to", told == "done" and not left, told=told, after_s=took, journal=journal())
        if name == "exfat":  # the host has no driver for it
            up = mounted(name, "ro")
            done = sh("cuelight", "report", str(AT), "-o", "/root/r.html", timeout=120.0)
            sh("umount", str(AT))
            check(f"{name} holds a whole bundle", up and done.returncode == 0, said=done.stdout + done.stderr)
        unplug(name)


def torn_sticks():
    """What the host has seen written to each in `good`, state by state."""
    for name in GOOD:
        told, took = exported(f"torn-{name}")
        check(f"{name}: its states are no stick themselves", told == "UNREADABLE", told=told, after_s=took)
        torn(stick(f"torn-{name}"), name)
        unplug(f"torn-{name}")


def refused():
    for name in ("stranger", *(name for name in DRAWN["sticks"] if name in REFUSED)):
        trouble = REFUSED[name]
        told, took = exported(name)
        check(f"{name} is refused: {trouble}", told == trouble, told=told, after_s=took, journal=journal())
        unplug(name)
    for name in (name for name in DRAWN["sticks"] if name in HARMLESS):
        what = HARMLESS[name]
        told, took = exported(name)
        check(what, told == "done", told=told, after_s=took, journal=journal())
        unplug(name)


def swapped():
    """One is pulled out in the midst of it, and another put in before that one is let go of, which takes a while."""
    slow = Path("/run/systemd/system/cuelight-stick@.service.d/slow.conf")
    slow.parent.mkdir(parents=True)
    slow.write_text("[Service]\nExecStopPost=/usr/bin/sleep 4\n")
    sh("systemctl", "daemon-reload")
    WORD.unlink(missing_ok=True)
    plug("vfat")
    wait(lambda: word() == "busy", 20)
    unplug("vfat")
    plug("ext4")
    still = not let_go()
    took = wait(lambda: word() == "done" and let_go(), 150)
    same = sh("systemctl", "show", "-p", "Result", "--value", f"cuelight-stick@{stick('ext4').name}").stdout.strip()
    check("another one is exported to", took is not None, still=still, after_s=took, last=same, journal=journal())
    slow.unlink()
    slow.parent.rmdir()
    sh("systemctl", "daemon-reload")
    unplug("ext4")


def pulled():
    """In the midst of it, again and again; then it is plugged in once more."""
    before = hashlib.sha256((STATE / "logbook.db").read_bytes()).hexdigest()
    for turn in DRAWN["pulls"]:
        WORD.unlink(missing_ok=True)
        plug("vfat")
        wait(lambda: word() == "busy", 20)
        time.sleep(0.2 + 1.2 * turn)
        under_way = word() == "busy"
        unplug("vfat")
        took = wait(let_go, 40)
        check(f"pulled out, {turn}: nothing hangs", under_way and took is not None, word=word(), after_s=took)
    told, took = exported("vfat")
    check("and it is exported to again", told == "done", told=told, after_s=took, journal=journal())
    after = hashlib.sha256((STATE / "logbook.db").read_bytes()).hexdigest()
    check("the logbook is as it was", before == after)
    unplug("vfat")


if __name__ == "__main__":
    try:
        install()
        foreign(guarded=False)
        authorise()
        rules()
        foreign(guarded=True)
        good()
        torn_sticks()
        refused()
        swapped()
        pulled()
        say(done=True)
    except Exception as error:
        say(failed=repr(error))
        raise
