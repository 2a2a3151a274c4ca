"""Runs inside the guest, as root: the package as IT installs it, and the whole unit at work on real drivers.

Lamps and button are lines of the kernel's gpio-sim, telephone and headset cards of snd-aloop. One JSON line a check.
"""

import contextlib
import json
import os
import subprocess
import threading
import time
import tomllib
from itertools import groupby
from pathlib import Path

from guest_tools import GIVEN, check, say, sh, wait

SETTINGS = """\
[call_path]
topology = "bridge-cards"
pc_card = "id:CuelightPC"
headset_card = "id:CuelightHeadset"
quantum = 1024
headroom = 1024
[coaching.slow_down]
usual = 4.2
[logbook]
device = "desk-07"
"""
CARDS = ("CuelightPC", "CuelightHeadset")
UNITS = ("cuelight-wire", "cuelight-call", "cuelight-link", "cuelight")
NEEDED = {"pause", "slow_down", "listen", "note"}
"""Of the demo call's six legends: by anger and a turn's end, by pace, by talk-over, and after the call."""
START_S, TOLD_S = 25, 24.5
"""So much of the call is replayed, and what it brings is compared to just before its end."""
PI = "\nHardware\t: BCM2835\nRevision\t: c03114\nModel\t\t: Raspberry Pi 4 Model B Rev 1.4\n"


class Lines:
    """The unit's GPIO lines, as what hangs on them would see them."""

    def __init__(self):
        wiring = tomllib.loads((GIVEN / "pinout.toml").read_text())
        self.lamps = {name: lamp["gpio"] for name, lamp in wiring["lamp"].items()}
        self.status, self.button = wiring["status"]["gpio"], wiring["button"]["gpio"]
        chip = Path("/sys/kernel/config/gpio-sim/pi")
        (chip / "bank0").mkdir(parents=True)
        (chip / "bank0/num_lines").write_text("54")
        (chip / "bank0/label").write_text("pinctrl-bcm2711")
        (chip / "live").write_text("1")
        name = (chip / "bank0/chip_name").read_text().strip()
        self._folder = Path(f"/sys/devices/platform/{(chip / 'dev_name').read_text().strip()}/{name}")
        self._pull(self.button, up=True)

    def high(self, gpio):
        return (self._folder / f"sim_gpio{gpio}/value").read_text().strip() == "1"

    def press(self, seconds):
        self._pull(self.button, up=False)
        time.sleep(seconds)
        self._pull(self.button, up=True)

    def _pull(self, gpio, up):
        (self._folder / f"sim_gpio{gpio}/pull").write_text("pull-up" if up else "pull-down")


class Watch:
    """Which legend is lit, and since when: a lamp that is dimmed is high for a part of the time."""

    def __init__(self, lines):
        self._lines, self._ended = lines, threading.Event()
        self.lit, self.began = [], time.monotonic()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self):
        dark = dict.fromkeys(self._lines.lamps, 99)  # looks in a row at which it was not high
        while not self._ended.is_set():
            for name, gpio in self._lines.lamps.items():
                high = self._lines.high(gpio)
                if high and dark[name] > 8:
                    self.lit.append((round(time.monotonic() - self.began, 1), name))
                dark[name] = 0 if high else dark[name] + 1
            time.sleep(0.1)

    def end(self):
        self._ended.set()
        self._thread.join()
        return self.lit


def state(unit, what="ActiveState"):
    return sh("systemctl", "show", "-p", what, "--value", unit).stdout.strip()


def journal(*units, lines=25):
    words = [word for unit in units for word in ("-u", unit)]
    return sh("journalctl", *words, "-n", str(lines), "-o", "cat").stdout[-2500:]


def machine():
    """What a Pi has and this guest has not."""
    for module in ("gpio-sim", "configfs"):
        sh("modprobe", module)
    if not os.path.ismount("/sys/kernel/config"):
        sh("mount", "-t", "configfs", "none", "/sys/kernel/config")
    done = sh("modprobe", "snd-aloop", "enable=1,1", f"id={','.join(CARDS)}", "pcm_substreams=1,1")
    check("sound cards and lines are there", done.returncode == 0, said=done.stderr)
    Path("/run/cpuinfo").write_text(Path("/proc/cpuinfo").read_text() + PI)
    for unit in ("cuelight", "cuelight-down", "cuelight-link"):  # gpiozero asks which Pi it is on
        place = Path(f"/run/systemd/system/{unit}.service.d")
        place.mkdir(parents=True)
        (place / "pi.conf").write_text("[Service]\nBindReadOnlyPaths=/run/cpuinfo:/proc/cpuinfo\n")


def install():
    """As IT does, offline; the settings are there before."""
    Path("/etc/cuelight").mkdir()
    Path("/etc/cuelight/cuelight.toml").write_text(SETTINGS)
    package = next(GIVEN.glob("cuelight_*.deb"))
    with eager_udev():
        done = sh("apt-get", "install", "-y", "-q", str(package), timeout=200.0)
    check("apt installs the package", done.returncode == 0, said=(done.stdout + done.stderr)[-1500:])
    if done.returncode:
        say(jobs=sh("systemctl", "list-jobs").stdout, running=sh("ps", "axf", "-o", "pid,stat,args").stdout[-2500:])
        say(journal=sh("journalctl", "-n", "40", "-o", "short-monotonic").stdout[-4000:])
    for unit in UNITS:
        up = wait(lambda unit=unit: state(f"{unit}.service") == "active", 90)
        check(f"{unit} is up after it", up is not None, state=state(unit), journal="" if up else journal(unit))
    check("the target is enabled", sh("systemctl", "is-enabled", "cuelight.target").stdout.strip() == "enabled")
    who = {unit: state(f"{unit}.service", "User") for unit in ("cuelight", "cuelight-call", "cuelight-link")}
    check("none of them is root", set(who.values()) == {"cuelight", "cuelight-call"}, who=who)
    guarded = [hub.read_text().strip() for hub in hubs()]
    check("the sockets are guarded at once", guarded and set(guarded) == {"0"}, guarded=guarded)
    check("nobody can log in", "nologin" in sh("getent", "passwd", "cuelight").stdout)


@contextlib.contextmanager
def eager_udev():
    """udev reads our rules as soon as they are unpacked, before the group that they name is made."""
    rules = Path("/lib/udev/rules.d/70-cuelight.rules")
    reader = threading.Thread(target=lambda: wait(rules.exists, 200) and sh("udevadm", "control", "--reload"))
    reader.start()
    yield
    reader.join()
    too_soon = "Unknown group 'gpio'" in sh("journalctl", "-u", "systemd-udevd", "-o", "cat").stdout
    lines = Path("/dev/gpiochip0").group()
    check("the lines are the kiosk's, though udev read the rules too soon", too_soon and lines == "gpio", group=lines)


def call(lines):
    """A call, through the cards: the lamps light as a replay of the file says."""
    import soundfile

    samples, rate = soundfile.read(GIVEN / "call.wav", dtype="int16")
    expected = json.loads((GIVEN / "expected.json").read_text())
    replayed(samples, rate, expected)
    expected = [(t, name) for t, name in expected if name in lines.lamps]  # CALMED is the mood light's
    heard = wait(lambda: "listening" in state("cuelight.service", "StatusText"), 60)
    check("the kiosk hears both sides", heard is not None, told=state("cuelight.service", "StatusText"))
    sounds = []
    for channel, card in enumerate(CARDS):
        sounds.append(Path(f"/root/{card}.raw"))
        sounds[-1].write_bytes(samples[:, channel].tobytes())
    lit = played(lines, sounds, rate)
    # a dimmed lamp may look dark for a while
    shown = [name for name, _ in groupby(name for _, name in lit)]
    # the two sides start a moment apart, so a cue that hangs on the moment may stay away
    right = in_order(shown, [name for _, name in expected]) and set(shown) >= NEEDED
    check("the lamps of the call light, in order", right, lit=lit, expected=expected)
    say(journal=journal("cuelight"))


def replayed(samples, rate, expected):
    """The call's beginning, of which another machine has said what it brings."""
    import soundfile

    start, events = Path("/root/start.wav"), Path("/root/events")
    soundfile.write(start, samples[: START_S * rate], rate)
    done = sh("cuelight", "replay", str(start), "--events", str(events), timeout=300.0)
    told = [json.loads(line) for line in events.read_text().splitlines()]
    shown = [[one["t"], one["cue"]] for one in told if one["event"] == "cue" and one["on"] and one["t"] < TOLD_S]
    same = shown == [[t, name] for t, name in expected if t < TOLD_S] != []
    check("replayed as installed, it shows the same cues", done.returncode == 0 and same, shown=shown, said=done.stderr)


def played(lines, sounds, rate):
    """Caller and agent into their cards; the legends that were lit."""
    watch = Watch(lines)
    words = ("aplay", "-q", "-t", "raw", "-f", "S16_LE", "-r", str(rate), "-c", "1", "-D")
    players = [subprocess.Popen([*words, f"plughw:{sound.stem},1", str(sound)]) for sound in sounds]
    for player in players:
        player.wait(timeout=300)
    wait(lambda: watch.lit and watch.lit[-1][1] == "note", 20)  # the call has ended
    return watch.end()


def in_order(some, all_of_them):
    """Whether what is there comes in the order of the others, none of its own."""
    rest = iter(all_of_them)
    return all(name in rest for name in some)


def button(lines):
    """NOTE stands for two minutes after such a call; one press, and it is gone."""
    note = lines.lamps["note"]
    lit = wait(lambda: lines.high(note), 5)
    lines.press(0.3)
    dark = wait(lambda: not any(lines.high(note) or time.sleep(0.01) for _ in range(100)), 5)
    check("the button takes the cue away", lit is not None and dark is not None, dark_s=dark)


def hangs(lines):
    """Not dead: it does not go round any more."""
    before = int(state("cuelight.service", "NRestarts"))
    os.kill(int(state("cuelight.service", "MainPID")), 19)
    took = wait(lambda: int(state("cuelight.service", "NRestarts")) > before, 60)
    back = wait(lambda: "listening" in state("cuelight.service", "StatusText"), 90)
    check("its watchdog restarts a kiosk that hangs", took is not None and back is not None, after_s=took, back_s=back)


def sandbox(lines):
    """What the kiosk's own unit lets its program do."""
    text = (
        Path("/lib/systemd/system/cuelight.service").read_text().partition("[Service]\n")[2].partition("[Install]")[0]
    )
    drop = ("Type=", "NotifyAccess=", "ExecStart=", "WatchdogSec=", "Restart=", "RestartSec=", "#")
    kept = [line for line in text.splitlines() if line and not line.startswith(drop)]
    own = ["[Service]", "Type=oneshot", "ExecStart=/usr/bin/python3 -I /run/tried.py"]
    own += ["StandardOutput=file:/run/answers"]
    Path("/run/systemd/system/tried.service").write_text("\n".join([*own, *kept]) + "\n")
    open_to_all = Path("/var/lib/open")
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    shut = (open_to_all, Path("/var/lib/cuelight-wire"), Path("/usr/lib/cuelight"), Path("/etc/cuelight"))
    sockets = (("INET", "DGRAM"), ("INET6", "DGRAM"), ("NETLINK", "RAW"), ("PACKET", "RAW"))
    wanted = {
        **{
            f"the kiosk can open no {family} socket": (
                f"socket.socket(socket.AF_{family}, socket.SOCK_{kind})",
                "EAFNOSUPPORT",
            )
            for family, kind in sockets
        },
        **{f"the kiosk cannot write {path}": (WRITTEN.format(path=path / "new"), "EROFS") for path in shut},
        "the kiosk can write its logbook's folder": (WRITTEN.format(path="/var/lib/cuelight/new"), "done"),
        "the kiosk cannot become root": ("os.setuid(0)", "EPERM"),
    }
    answers = tried({name: words for name, (words, _) in wanted.items()})
    for name, (_, answer) in wanted.items():
        check(name, answers.get(name) == answer, answer=answers.get(name))


WRITTEN = "os.open('{path}', os.O_WRONLY | os.O_CREAT)"
TRIED = """\
import errno, json, os, socket
answers = {{}}
for name, words in {words!r}.items():
    try:
        eval(words)
        answers[name] = "done"
    except OSError as error:
        answers[name] = errno.errorcode[error.errno]
os.write(1, json.dumps(answers).encode())
"""


def tried(words):
    """What the kernel answers to each inside the unit: "done" or the error's name."""
    Path("/run/tried.py").write_text(TRIED.format(words=words))
    Path("/run/answers").touch()
    sh("systemctl", "daemon-reload")
    sh("systemctl", "start", "tried")
    return json.loads(Path("/run/answers").read_text() or "{}")


def gives_up(lines):
    """Killed again and again, it stays down, and the status light says so: fault 8."""
    for _ in range(12):
        pid = int(state("cuelight.service", "MainPID"))
        if pid:
            os.kill(pid, 9)
        if wait(lambda: state("cuelight.service") == "failed", 3) is not None:
            break
    up = wait(lambda: state("cuelight-down.service") == "active", 60)
    check(
        "it is given up after five starts", up is not None, state=state("cuelight.service"), journal=journal("cuelight")
    )
    call = state("cuelight-call.service")
    told = blinks(lines)
    check("the status light tells fault 8", told == (1, 8), blinks=told)
    check("and the call goes on", call == "active", state=call)
    sh("systemctl", "reset-failed", "cuelight")
    done = sh("systemctl", "start", "cuelight", timeout=120.0)
    back = wait(lambda: state("cuelight.service") == "active", 60)
    ended = state("cuelight-down.service")
    check("started again, it is itself", back is not None and ended == "inactive", said=done.stderr, down=ended)


def blinks(lines, seconds=60.0):
    """Long ones, then short ones, as the status light has them between two long darks; read until read twice the same.

    It may just be changing from one to another.
    """
    ends, told = time.monotonic() + seconds, []
    groups(lines, ends)  # begun before anybody looked
    while time.monotonic() < ends and (len(told) < 2 or told[-1] != told[-2]):
        told.append(groups(lines, ends))
    return told[-1] if told else (0, 0)


def groups(lines, ends):
    """The flashes until the next long dark: how many long, how many short."""
    group, lit_at, since, last = [], -9.0, time.monotonic(), False
    while (now := time.monotonic()) < ends:
        if lines.high(lines.status):
            lit_at = now
        lit = now - lit_at < 0.12  # dimmed: high for a part of the time
        if lit != last:
            if last:
                group.append(now - since > 0.7)
            last, since = lit, now
        elif not lit and group and now - since > 1.2:
            break
        time.sleep(0.004)
    return group.count(True), group.count(False)


def without_settings(lines):
    """Spoilt ones leave the call as it was; none at all, and there is no call to carry."""
    settings = Path("/etc/cuelight/cuelight.toml")
    settings.write_text("[call_path\n")
    restart()
    up = wait(lambda: state("cuelight-call.service") == "active" and state("cuelight.service") == "active", 60)
    check("with settings that cannot be read the call goes on", up is not None, call=state("cuelight-call.service"))
    Path("/run/udev/rules.d/90-cuelight-cards.rules").unlink()
    sh("systemctl", "kill", "-s", "KILL", "cuelight-link")
    restart()  # as after a power cut
    again = wait(lambda: state("cuelight-link.service") == "active", 30)
    laid_in = Path("/run/udev/rules.d/90-cuelight-cards.rules").exists()
    check("and its linker looks after it", again is not None and laid_in, link=journal("cuelight-link", lines=5))
    wiring = Path("/var/lib/cuelight-wire/pipewire.conf")
    kept = wiring.read_text()
    settings.unlink()
    wiring.unlink()
    restart()
    up = wait(lambda: state("cuelight.service") == "active", 60)
    time.sleep(5.0)  # for what would spin
    idle = state("cuelight-call.service"), state("cuelight-call.service", "NRestarts")
    check("without any, the kiosk waits and nothing spins", up is not None and idle == ("inactive", "0"), idle=idle)
    settings.write_text(SETTINGS)
    wiring.write_text(kept)
    restart()
    up = wait(lambda: "listening" in state("cuelight.service", "StatusText"), 90)
    check("with settings it is itself again", up is not None, told=state("cuelight.service", "StatusText"))


def restart():
    sh("systemctl", "restart", "cuelight.target", timeout=120.0)


def again(lines):
    """The next version over it, and taken off."""
    call = state("cuelight-call.service", "MainPID")
    package = str(next((GIVEN / "later").glob("cuelight_*.deb")))
    done = sh("apt-get", "install", "-y", "-q", package, timeout=300.0)
    same = state("cuelight-call.service", "MainPID") == call != "0"
    check("an upgrade cuts no call", done.returncode == 0 and same, said=done.stderr[-500:])
    told = sh("cuelight", "--version", timeout=60.0).stdout.strip()
    check("it is the next version", told == "cuelight 0.2.0", told=told)
    check("and keeps the settings", Path("/etc/cuelight/cuelight.toml").read_text() == SETTINGS)
    done = sh("apt-get", "remove", "-y", "-q", "cuelight", timeout=120.0)
    kept = Path("/etc/cuelight/cuelight.toml").exists() and Path("/var/lib/cuelight/logbook.db").exists()
    gone = state("cuelight.service") != "active" and not Path("/usr/bin/cuelight").exists()
    check("removed, it keeps settings and logbook", done.returncode == 0 and kept and gone, said=done.stderr[-500:])
    done = sh("apt-get", "purge", "-y", "-q", "cuelight", timeout=120.0)
    own = ("/etc/cuelight", "/var/lib/cuelight", "/var/lib/cuelight-wire", "/usr/lib/cuelight")
    left = [path for path in (*own, "/run/udev/rules.d/90-cuelight-cards.rules") if Path(path).exists()]
    left += [str(hub) for hub in hubs() if hub.read_text().strip() != "1"]
    check("purged, it leaves nothing", done.returncode == 0 and not left, left=left, said=done.stderr[-500:])


def hubs():
    return list(Path("/sys/bus/usb/devices").glob("usb*/interface_authorized_default"))


def main():
    machine()
    lines = Lines()
    install()
    for part in (call, button, hangs, sandbox, gives_up, without_settings, again):
        began = time.monotonic()
        try:
            part(lines)
        except Exception as error:
            check(part.__name__, ok=False, error=repr(error))
        say(part=part.__name__, seconds=round(time.monotonic() - began, 1))
    say(done=True)


if __name__ == "__main__":
    main()
