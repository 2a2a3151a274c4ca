"""Runs inside the guest: every state in which a stick may have been pulled out, as the kernel finds it the next time.

The host writes the states one after another onto one big stick, each as large as the stick was; see ``write_log.py``.
"""

import shutil
from pathlib import Path

from guest_tools import HEAD, LARGER, SIZE, check, sh

PLACE = Path("/run/torn")


def torn(disk, kind):
    """What came of each state: the bundles that a reader finds on it, and whether the next export does its work."""
    from firmware_app.stick.volume import Volume

    sh("modprobe", "loop")
    size = LARGER.get(kind, SIZE)
    count = (int((Path("/sys/class/block") / disk.name / "size").read_text()) * 512 - HEAD) // size
    found, wrong, repaired = [], [], 0
    for state in range(count):
        words = ("losetup", "--find", "--show", "--offset", str(HEAD + state * size), "--sizelimit", str(size))
        loop = sh(*words, str(disk)).stdout.strip()
        try:
            volume = Volume(Path(loop), kind, "", "")
            if kind == "ext4" and sh("mount", "-o", "ro", loop, str(PLACE)).returncode:
                repaired += sh("e2fsck", "-fy", loop).returncode == 1  # "errors corrected"
            sh("umount", str(PLACE))
            found.append(looked_at(volume))
        except Exception as error:
            wrong.append(f"{state}: {error!r}")
        sh("umount", str(PLACE))
        sh("losetup", "--detach", loop)
    tally = {"tries": count, "without": found.count(0), "with_it": found.count(1), "wrong": wrong[:5]}
    whole = not wrong and set(found) == {0, 1} and found[0] == 0 and found[-1] == 1
    # ext4's superblock is two sectors with a checksum over both: torn between them, it wants a PC's check
    whole = whole and (kind == "ext4" or not repaired)
    check(f"{kind} pulled at any write holds a whole bundle or none", whole, repaired=repaired, **tally)
    check(f"{kind} pulled at any write is exported to again", len(found) == count, tries=len(found))


def looked_at(volume):
    """How many bundles a reader finds; each must be whole, also after the next export, which adds one."""
    from firmware_app.stick.mounting import mount, unlock

    mount(volume, PLACE, (0, 0))
    bundles = whole_ones()
    (PLACE / "cuelight").stat()
    unlock(volume, PLACE, (0, 0))
    exported()
    after = whole_ones()
    assert after == bundles + 1, f"{bundles} bundles, and after the next export {after}"
    return bundles


def whole_ones():
    """Raises whatever is wrong with one."""
    from firmware_app.bundle.manifest import checked

    home = PLACE / "cuelight/desk-07"
    named = [path for path in home.iterdir() if not path.name.startswith(".")] if home.exists() else []
    for path in named:
        checked(path, None)
    return len(named)


def exported():
    """One bundle is made once, and put in place again and again."""
    from firmware_app.bundle.placing import put_in_place
    from firmware_app.bundle.writing import Origin, make_bundle
    from firmware_app.logbook import Moment

    made = Path("/root/made")
    if not made.exists():
        made.mkdir()
        keys = Path("/root/keys")
        shutil.copytree("/var/lib/cuelight", keys)
        make_bundle(Origin("desk-07", keys / "logbook.db", keys), made, Moment("", 0.0, 0.0, False))
    (bundle,) = made.iterdir()
    put_in_place(bundle, PLACE / "cuelight/desk-07", "")
