"""Runs as root inside a unit that was made from the image: a part a start, named by the file ``part``; JSON lines."""

import json
import pwd
import shutil
import time
from pathlib import Path

from guest_stick import WORD, exported, unplug
from guest_tools import GIVEN, TIME, check, say, sh, wait
from guest_unit import Lines, blinks, journal, machine, state

SETTINGS = Path("/etc/cuelight/cuelight.toml")
CHOICE = Path("/data/releases/choice.json")


def desk():
    """Lines and cards, and a kiosk that has found them."""
    machine()
    lines = Lines()
    sh("systemctl", "daemon-reload")
    sh("systemctl", "restart", "cuelight.service", timeout=120.0)
    return lines


def ready_after():
    """Seconds from the kernel's start until the kiosk said that it hears; None: it has not."""
    told = int(state("cuelight.service", "ActiveEnterTimestampMonotonic") or 0)
    return round(told / 1e6, 1) if told else None


def unsettled():
    """With a file that cannot be taken, and none of before."""
    up = wait(lambda: state("cuelight.service") == "active", 120)
    check("without settings it comes up", up is not None, ready_s=ready_after(), journal=journal("cuelight"))
    quiet = state("cuelight-link.service", "NRestarts"), state("cuelight-link.service")
    check("and nothing spins", quiet == ("0", "inactive"), link=quiet)
    lines = desk()
    wait(lambda: state("cuelight.service") == "active", 60)
    told = blinks(lines)
    check("its light tells fault 5", told == (1, 5), blinks=told)


def spoilt():
    """With a file that is wrong in three ways."""
    wait(lambda: state("cuelight-provision.service") == "active", 120)
    word = json.loads(Path("/run/cuelight-provision/word.json").read_text())
    alone = len(word["problems"]) == 3 and not SETTINGS.exists()
    check("it is told to the kiosk and to nobody else", alone, word=word)


def settled():
    """With one that is right."""
    up = wait(lambda: state("cuelight.service") == "active", 120)
    check("it comes up", up is not None, ready_s=ready_after())
    check("the settings are taken", SETTINGS.read_text() == (GIVEN / "cuelight.toml").read_text())
    check("nobody's rights are in them", SETTINGS.stat().st_mode & 0o777 == 0o644)
    check("the time zone is the desk's", time.strftime("%Z") in ("CET", "CEST"), zone=time.strftime("%Z"))
    failed = sh("systemctl", "--failed", "--plain", "--no-legend").stdout
    check("no unit has failed", not failed.strip(), failed=failed)
    shut()
    unreachable()
    watched()
    written = Path("/sys/block/vda/vda3/stat").read_text().split()[6]
    time.sleep(30)
    more = int(Path("/sys/block/vda/vda3/stat").read_text().split()[6]) - int(written)
    check("an idle unit hardly writes to its card", more * 512 < 300_000, bytes_in_30_s=more * 512)
    (Path("/data/systemd/seen")).write_text(str(time.time()))
    identity()


def shut():
    """Nothing can be written but data and memory, and nothing run from there."""
    mounts = [line.split()[:4] for line in Path("/proc/mounts").read_text().splitlines()]
    real = [mount for mount in mounts if mount[0].startswith("/dev/")]
    odd = [mount for mount in real if mount[3].split(",")[0] == "rw" and mount[0] != "/dev/vda3"]
    check("only the data partition can be written", not odd, odd=odd)
    guarded = {"nodev", "nosuid", "noexec"}
    lax = [mount for mount in real if mount[0] != "/dev/vda2" and not guarded <= set(mount[3].split(","))]
    check("and nothing on it runs, is a device or changes who one is", not lax, lax=lax)
    for path in ("/usr/bin/new", "/etc/new", "/var/lib/new"):
        try:
            Path(path).touch()
            reason = "written"
        except OSError as error:
            reason = error.strerror
        check(f"{path}: root itself cannot", reason == "Read-only file system", reason=reason)
    program = Path("/data/systemd/true")
    program.write_bytes(Path("/usr/bin/true").read_bytes())
    program.chmod(0o755)
    try:
        sh(str(program))
        ran = True
    except PermissionError:
        ran = False
    program.unlink()
    check("a program on the data partition does not run", not ran)


def unreachable():
    """No network, no radio, no keyboard, no login."""
    check("there is no network but the loop", [path.name for path in Path("/sys/class/net").iterdir()] == ["lo"])
    drivers = list(Path("/usr/lib/modules").rglob("*.ko*"))
    kinds = (
        "drivers/net/",
        "drivers/hid/",
        "drivers/bluetooth/",
        "drivers/media/usb",
        "net/wireless",
        "drivers/input/",
    )
    # loaded with USB sound: only what it cannot do without
    found = [str(path) for path in drivers if any(kind in str(path) for kind in kinds)]
    check("there are no drivers for one, nor for radio, keyboards, cameras", not found, found=found, all=len(drivers))
    open_ports = []
    for name in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6"):
        listing = Path(f"/proc/net/{name}")
        if listing.exists():
            open_ports += listing.read_text().splitlines()[1:]
    check("no port is open", not open_ports, ports=open_ports)
    words = {line.split(":")[0]: line.split(":")[1] for line in Path("/etc/shadow").read_text().splitlines()}
    check("no account has a password", all(word[:1] in "!*" and word for word in words.values()), accounts=len(words))
    shells = [user.pw_name for user in pwd.getpwall() if user.pw_shell.endswith("sh") and user.pw_name != "root"]
    check("no account but root has a shell", not shells, shells=shells)
    waiting = sh("sh", "-c", "ls -d /proc/[0-9]*/exe | xargs -n1 readlink 2>/dev/null | sort -u").stdout
    check("nothing waits for a login", "getty" not in waiting and "login" not in waiting, programs=waiting.split())
    tools = ("gcc", "g++", "ld", "apt", "apt-get", "perl5.36", "ssh", "scp", "sshd", "wget", "curl", "nc")
    found = [name for name in tools if sh("which", name).stdout]
    check("there is no compiler and no package manager", not found, found=found)


def watched():
    """By the machine's own watchdog; and what is logged stays in memory."""
    watchdog = Path("/sys/class/watchdog/watchdog0/state")
    told = watchdog.read_text().strip() if watchdog.exists() else "none"
    check("the machine's watchdog is fed by systemd", told == "active", state=told)
    journal_at = sh("journalctl", "--header").stdout
    check("the journal is in memory", "/run/log/journal" in journal_at and "/var/log/journal" not in journal_at)
    core = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    check("no core is kept of anything", core == "|/bin/false", pattern=core)


def identity():
    check(
        "it says who it is",
        ok=True,
        machine_id=Path("/etc/machine-id").read_text().strip(),
        key=Path("/var/lib/cuelight/device_key.pub").read_text().split()[1],
    )


def copied():
    """A card that was copied: another unit, with the same settings."""
    wait(lambda: state("cuelight.service") == "active", 120)
    check("the copy has its settings", SETTINGS.read_text() == (GIVEN / "cuelight.toml").read_text())
    identity()


def lost():
    """Nothing on the data partition can be mended."""
    desk()
    up = wait(lambda: state("cuelight-call.service") == "active" and state("cuelight.service") == "active", 120)
    check("with its data spoilt the call goes on", up is not None and SETTINGS.exists(), after_s=up)
    told = wait(lambda: state("cuelight.service", "StatusText").endswith("image a new card"), 120)
    said = state("cuelight.service", "StatusText")
    in_doctor = "image a new card" in sh("env", "COLUMNS=200", "cuelight", "doctor", timeout=240.0).stdout
    check("and all are told that what is kept will be lost", told is not None and in_doctor, said=said)


def hangs():
    """Its kernel panics and does not start anew by itself."""
    say(done=True)
    Path("/proc/sys/kernel/panic").write_text("0")
    Path("/proc/sysrq-trigger").write_text("c")
    time.sleep(300)


def update():
    """A clock that knows nothing, and a stick with the time and a release on it."""
    up = wait(lambda: state("cuelight.service") == "active", 120)
    seen = float(Path("/data/systemd/seen").read_text())
    ahead = round(time.time() - seen)
    check("the last known time is restored", up is not None and 0 <= ahead < 600, ahead_s=ahead)
    before = state("cuelight-call.service", "MainPID")
    told, took = exported("update", within_s=300)
    check("the stick is taken", told == "done", told=told, after_s=took, journal=journal("cuelight-stick@*"))
    late = time.time() - TIME
    check("and the time from it", 0 <= late < 600 and Path("/run/cuelight-clock/set").exists(), late_s=round(late))
    check("the release runs, on trial", version() == "0.2.0" and choice()["trial"], choice=choice(), version=version())
    seen = wait(lambda: not Path("/run/cuelight-release/trial").exists(), 400)
    half = choice()["current"] == "0.2.0" and choice()["trial"]
    told = journal("cuelight-trial", "cuelight-fall-back")
    check("seen healthy, it has half of its trial behind it", seen is not None and half, after_s=seen, journal=told)
    check("the call was not cut for it", state("cuelight-call.service", "MainPID") == before != "0", pid=before)
    unplug("update")


def refusals():
    """After another start it still runs; and what is not right is not taken."""
    up = wait(lambda: state("cuelight.service") == "active", 120)
    check("the release runs after a start, too", up is not None and version() == "0.2.0", version=version())
    proven = wait(lambda: not choice()["trial"], 400)
    check("and stays when it is seen healthy then", proven is not None and version() == "0.2.0", after_s=proven)
    lines = desk()
    for number, name in enumerate(json.loads((GIVEN / "refused.json").read_text())):
        told, took = exported(name, within_s=300)
        kept = choice()["current"] == "0.2.0" and version() == "0.2.0"
        left = sorted(path.name for path in CHOICE.parent.iterdir())
        check(f"a {name} release is refused", told == "UPDATE" and kept, told=told, after_s=took, left=left)
        if number == 0:
            shown = blinks(lines)
            check("and the light tells it", shown == (2, 6), blinks=shown)
        unplug(name)


def falls_back():
    """A release whose kiosk does not come up."""
    wait(lambda: state("cuelight.service") == "active", 120)
    before = state("cuelight-call.service", "MainPID")
    keeps_out()
    told, _ = exported("broken", within_s=300)
    check("a release that is broken is taken at first", told == "done" and choice()["current"] == "0.3.0", told=told)
    back = wait(lambda: choice()["current"] == "0.2.0", 500)
    up = wait(lambda: state("cuelight.service") == "active" and version() == "0.2.0", 120)
    check("and the former one is taken again", back is not None and up is not None, after_s=back, choice=choice())
    check("the call was not cut for that", state("cuelight-call.service", "MainPID") == before != "0")
    unplug("broken")
    told, _ = exported("broken", within_s=300)
    check("it is not taken twice", told == "UPDATE", told=told)
    unplug("broken")


def keeps_out():
    """What runs is made such that its own look at a stick fails: the next release comes in all the same."""
    app, worse = (
        Path("/run/cuelight-release/app"),
        Path("/dev/shm/worse"),
    )  # not of /run itself, which a mount there is not told from
    shutil.copytree(app, worse)
    for module in ("stick_commands", "stick_light"):
        for compiled in worse.rglob(f"{module}.*.pyc"):
            compiled.unlink()
        (worse / f"firmware_app/{module}.py").write_text("raise RuntimeError('worse')\n")
    sh("mount", "--bind", str(worse), str(app))
    check("a release that fails at every stick", sh("cuelight", "stick", "begin", "/dev/none").returncode == 1)


def version():
    return sh("cuelight", "--version", timeout=60.0).stdout.strip().removeprefix("cuelight ")


def choice():
    try:
        return json.loads(CHOICE.read_text())
    except (OSError, ValueError):
        return {"current": "", "trial": False}


def main():
    WORD.parent.mkdir(exist_ok=True)
    part = (GIVEN / "part").read_text().strip()
    say(part=part)
    try:
        globals()[part]()
    except Exception as error:
        check(part, ok=False, error=repr(error))
    say(done=True)


if __name__ == "__main__":
    main()
