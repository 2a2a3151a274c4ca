"""Runs inside the guest, as root: the product's own units on real ALSA cards. Prints one JSON line a check.

Two cards of snd-aloop stand for telephone and headset. What is played into a card's device 1 comes in at its device 0,
which the call path has; what the call path plays there comes out of device 1.
"""

import array
import json
import math
import os
import re
import subprocess
import threading
import time
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from guest_tools import ask, check, install_program, say, sh, wait

RUN = Path("/run/cuelight-call")
CARDS = {"CuelightPC": 0, "CuelightHeadset": 1}
RATE = 48_000


def problems():
    try:
        told = json.loads((RUN / "health.json").read_text())
    except (OSError, ValueError):
        return ["no word"]
    return told["problems"] if time.monotonic() - told["at"] < 2.0 else ["stale"]


def passes():
    return not problems()


def tone(hz, seconds, rate=RATE, channels=1):
    wave = array.array("h")
    for k in range(round(seconds * rate)):
        wave.extend([round(9000 * math.sin(2 * math.pi * hz * k / rate))] * channels)
    return wave.tobytes()


@contextmanager
def played(source, hz, seconds):
    """A tone comes in at a card, in the background."""
    words = ["aplay", "-q", "-D", f"plughw:{source},1", "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1"]
    feeding = subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    threading.Thread(target=fed, args=(feeding, tone(hz, seconds)), daemon=True).start()
    try:
        yield
    finally:
        feeding.kill()
        feeding.wait()


def heard(source, sink, hz, seconds=1.0):
    """Frequency of what comes out of ``sink`` while a tone is played into ``source``, its level, and its breaks."""
    words = ["arecord", "-q", "-D", f"plughw:{sink},1", "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1"]
    with played(source, hz, seconds + 3.0):
        taken = subprocess.run([*words, "-d", str(round(seconds + 1.0))], capture_output=True, check=False).stdout
    samples = array.array("h", taken[: len(taken) // 2 * 2])[RATE:]  # by then both streams have settled
    frequency, broken = pitch(samples, RATE)
    return frequency, max(samples, default=0), broken


def pitch(samples, rate):
    """Frequency in Hz by the commonest period, and how many periods are not like it."""
    rises = [k for k in range(1, len(samples)) if samples[k - 1] < 0 <= samples[k]]
    spans = sorted(b - a for a, b in pairwise(rises))
    middle = spans[len(spans) // 2] if spans else 0
    whole = [span for span in spans if abs(span - middle) <= 2]
    return (round(rate * len(whole) / sum(whole), 1) if middle else 0.0), len(spans) - len(whole)


def fed(process, sound):
    try:
        process.stdin.write(sound)
        process.stdin.close()
    except OSError:
        pass


def install():
    """As the package will: files, users, units."""
    install_program()
    Path("/etc/cuelight").mkdir(exist_ok=True)
    Path("/etc/cuelight/cuelight.toml").write_text(
        '[call_path]\ntopology = "bridge-cards"\npc_card = "id:CuelightPC"\nheadset_card = "id:CuelightHeadset"\n'
        "quantum = 1024\nheadroom = 1024\n"
    )
    done = sh("systemctl", "start", "cuelight-wire")
    check("wire makes the files", done.returncode == 0, said=done.stderr)
    check("udev takes the rules", sh("udevadm", "control", "--reload").returncode == 0)


def cards():
    ids = ",".join(CARDS)
    done = sh("modprobe", "snd-aloop", "enable=1,1", f"id={ids}", "pcm_substreams=1,1")
    check("snd-aloop is there", done.returncode == 0 and "CuelightHeadset" in Path("/proc/asound/cards").read_text())


def starts():
    sh("systemctl", "daemon-reload")
    sh("systemctl", "start", "cuelight-call", "cuelight-link")
    took = wait(passes, 60)
    check("the call passes on real ALSA cards", took is not None, after_s=took, problems=problems())
    if took is None:
        diagnose()


def diagnose():
    say(top=sh("top", "-bn1", "-H").stdout[:1500])
    say(journal=sh("journalctl", "-u", "cuelight-call", "-u", "cuelight-link", "-n", "40", "-o", "cat").stdout[-3000:])
    environment = os.environ | {"PIPEWIRE_RUNTIME_DIR": str(RUN)}
    say(
        links=sh("pw-link", "-l", env=environment).stdout,
        nodes=sh("pw-cli", "ls", "Node", env=environment).stdout[-2000:],
    )


def both_ways():
    for source, sink, hz in (("CuelightPC", "CuelightHeadset", 440), ("CuelightHeadset", "CuelightPC", 1000)):
        frequency, level, broken = heard(source, sink, hz)
        ok = abs(frequency - hz) < 5 and level > 5000 and not broken
        check(f"{source} is heard on {sink}", ok, hz=frequency, level=level, broken=broken)


def kiosk_hears():
    """In the kiosk's own unit, its program alone another: that user, that sandbox and environment hear each side."""
    unit = Path("/etc/systemd/system/cuelight.service").read_text()
    kept = [
        line for line in unit.splitlines() if not re.match("(Type|NotifyAccess|Exec|Watchdog|Restart)[A-Za-z]*=", line)
    ]
    for source, hz, tap in (("CuelightPC", 440, "caller_tap"), ("CuelightHeadset", 1000, "agent_tap")):
        listen = f"/usr/bin/arecord -q -D {tap} -t raw -f S16_LE -r 16000 -c 1 -d 4"
        own = ["[Service]", "Type=oneshot", f"ExecStart={listen}", f"StandardOutput=file:/root/{tap}"]
        Path(f"/etc/systemd/system/{tap}.service").write_text("\n".join([*kept, *own]) + "\n")
        sh("systemctl", "daemon-reload")
        with played(source, hz, 14.0):
            done = sh("systemctl", "start", tap)
        samples = array.array("h", Path(f"/root/{tap}").read_bytes()[: 2 * 16_000 * 4])[16_000:]
        frequency = pitch(samples, 16_000)[0]
        said = done.stderr + sh("journalctl", "-u", tap, "-o", "cat", "-n", "5").stdout[-400:]
        check(f"the kiosk's unit hears {source} at {tap}", abs(frequency - hz) < 20, hz=frequency, said=said)


def alone():
    """Nobody hears themselves."""
    frequency, level, _ = heard("CuelightHeadset", "CuelightHeadset", 1000)
    check("the microphone is not in the ear", level < 200, hz=frequency, level=level)


def unplug(card):
    Path("/sys/bus/platform/drivers/snd_aloop/unbind").write_text(f"snd_aloop.{CARDS[card]}")


def plug(card):
    Path("/sys/bus/platform/drivers/snd_aloop/bind").write_text(f"snd_aloop.{CARDS[card]}")


def away_and_back():
    for card in CARDS:
        for turn in range(2):
            unplug(card)
            noticed = wait(lambda: not passes(), 15)
            time.sleep(1.0)
            running = sh("systemctl", "is-active", "cuelight-call").stdout.strip()
            plug(card)
            back = wait(passes, 40)
            ok = noticed is not None and back is not None and running == "active"
            check(f"{card} away and back, {turn}", ok, noticed_s=noticed, back_s=back, daemon=running)
            if back is None:
                diagnose()
    both_ways()


def another_number():
    """Both unplugged and back in the other order: their numbers change, their names do not."""
    before = Path("/proc/asound/cards").read_text()
    for card in CARDS:
        unplug(card)
    for card in reversed(CARDS):
        plug(card)
        wait(lambda card=card: card in Path("/proc/asound/cards").read_text(), 20)
    back = wait(passes, 40)
    after = Path("/proc/asound/cards").read_text()
    numbers = [re.findall(r"^ *(\d+) \[(\w+)", text, re.M) for text in (before, after)]
    check("cards under other numbers", back is not None and numbers[0] != numbers[1], back_s=back, numbers=numbers)
    both_ways()


def busy():
    """Another program has the ear-piece when the daemon starts."""
    sh("systemctl", "stop", "cuelight-link", "cuelight-call")
    words = [
        "aplay",
        "-q",
        "-D",
        "hw:CuelightHeadset,0",
        "-t",
        "raw",
        "-f",
        "S16_LE",
        "-r",
        "48000",
        "-c",
        "2",
        "/dev/zero",
    ]
    holder = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    wait(lambda: "RUNNING" in Path("/proc/asound/CuelightHeadset/pcm0p/sub0/status").read_text(), 20)
    sh("systemctl", "start", "cuelight-call", "cuelight-link")
    wait(lambda: any("headset.playback" in line for line in problems()), 30)
    told = problems()
    holder.kill()
    holder.wait()
    free = wait(passes, 40)
    named = any("headset.playback" in line for line in told)
    check("a busy card is told, and taken when it is free", named and free is not None, told=told, free_s=free)
    if free is None:
        diagnose()
    both_ways()


def deaths():
    pid = sh("systemctl", "show", "-p", "MainPID", "--value", "cuelight-call").stdout.strip()
    os.kill(int(pid), 9)
    down = wait(lambda: not passes(), 5)
    back = wait(passes, 30)
    check("PipeWire killed and back", back is not None, noticed_s=down, back_s=back)
    pid = sh("systemctl", "show", "-p", "MainPID", "--value", "cuelight-link").stdout.strip()
    os.kill(int(pid), 19)
    frequency, level, broken = heard("CuelightPC", "CuelightHeadset", 440)
    check(
        "the call goes on while the linker hangs",
        abs(frequency - 440) < 5 and level > 5000,
        hz=frequency,
        broken=broken,
    )
    again = wait(
        lambda: sh("systemctl", "show", "-p", "NRestarts", "--value", "cuelight-link").stdout.strip() != "0", 60
    )
    check("its watchdog restarts it", again is not None and wait(passes, 30) is not None, after_s=again)


def drift():
    """The headset's clock runs 0.1 % fast: the adaptive resampler follows it."""
    words = ["amixer", "-c", "CuelightHeadset", "cset", "iface=PCM,name=PCM Rate Shift 100000,device=0"]
    done = sh(*words, "100100")
    frequency, level, broken = heard("CuelightPC", "CuelightHeadset", 440, 10.0)
    ok = done.returncode == 0 and abs(frequency - 440) < 5 and level > 5000
    check("two clocks, 1000 ppm apart", ok, hz=frequency, level=level, broken=broken, said=done.stderr)
    sh(*words, "100000")


def usb():
    """A real USB card by its socket: here it plays only, so the microphone's absence is told; it goes and comes."""
    settings = Path("/etc/cuelight/cuelight.toml")
    ask("plug", "usb")
    there = wait(lambda: "USB-Audio" in Path("/proc/asound/cards").read_text(), 30)
    listed = sh("cuelight", "cards")
    say(cards=listed.stdout + listed.stderr[-500:])
    socket = re.search(r"usb:[\d.-]+", listed.stdout)
    check("a USB card is found by its socket", there is not None and socket, socket=socket and socket.group())
    settings.write_text(
        '[call_path]\ntopology = "bridge-cards"\npc_card = "id:CuelightPC"\n'
        f'headset_card = "{socket.group()}"\nquantum = 1024\nheadroom = 1024\n'
    )
    sh("systemctl", "restart", "cuelight-wire")
    sh("systemctl", "stop", "cuelight-link", "cuelight-call")
    unplug("CuelightHeadset")
    ask("unplug", "usb")
    wait(lambda: "USB-Audio" not in Path("/proc/asound/cards").read_text(), 20)
    ask("plug", "usb")
    named = wait(lambda: Path("/proc/asound/CuelightHeadset").is_symlink(), 30)
    check("udev names it by its socket", named is not None, cards=Path("/proc/asound/cards").read_text())
    sh("systemctl", "start", "cuelight-call", "cuelight-link")
    wrong = wait(lambda: [line.partition(":")[0] for line in problems()] == ["headset.capture"], 60)
    check("a card without a microphone is told", wrong is not None, told=problems())
    environment = os.environ | {"PIPEWIRE_RUNTIME_DIR": str(RUN)}

    def joined():
        return "headset.playback:playback_FL" in sh("pw-link", "-l", env=environment).stdout.partition("pc.capture")[2]

    check("its ear-piece is joined all the same", wait(joined, 40) is not None)
    for turn in range(3):
        ask("unplug", "usb")
        gone = wait(lambda: not joined(), 30)
        ask("plug", "usb")
        back = wait(joined, 30)
        check(f"a USB card pulled and plugged, {turn}", gone is not None and back is not None, gone_s=gone, back_s=back)
        if back is None:
            diagnose()


for part in (
    install,
    cards,
    starts,
    both_ways,
    kiosk_hears,
    alone,
    away_and_back,
    another_number,
    busy,
    deaths,
    drift,
    usb,
):
    began = time.monotonic()
    try:
        part()
    except Exception as error:
        check(part.__name__, ok=False, error=repr(error))
        diagnose()
    say(part=part.__name__, seconds=round(time.monotonic() - began, 1))
say(done=True)
