"""The Pi as a USB headset: a UAC2 gadget through configfs, so that the PC sees an ordinary sound device.

Needs a Pi with a device socket and a host socket at once: a Pi 4, with ``dtoverlay=dwc2,dr_mode=peripheral``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from firmware_app.call_path.cards import GADGET_INPUTS, GADGET_OUTPUTS
from firmware_app.errors import CuelightError

CONFIGFS = Path("/sys/kernel/config/usb_gadget")
CONTROLLERS = Path("/sys/class/udc")
_NAME = "cuelight"
_FUNCTION = "functions/uac2.usb0"
_CONFIG = "configs/c.1"

# pid.codes' number for prototypes: a product that is sold needs one of its own
_VALUES: tuple[tuple[str, str], ...] = (
    ("idVendor", "0x1209"),
    ("idProduct", "0x0001"),
    ("bcdUSB", "0x0200"),
    ("strings/0x409/manufacturer", "Cuelight"),
    ("strings/0x409/product", "Cuelight headset"),
    (f"{_CONFIG}/strings/0x409/configuration", "headset"),
    (f"{_CONFIG}/MaxPower", "500"),
    # a bit a channel
    (f"{_FUNCTION}/c_chmask", str((1 << GADGET_INPUTS) - 1)),
    (f"{_FUNCTION}/c_srate", "48000"),
    (f"{_FUNCTION}/c_ssize", "2"),
    (f"{_FUNCTION}/p_chmask", str((1 << GADGET_OUTPUTS) - 1)),
    (f"{_FUNCTION}/p_srate", "48000"),
    (f"{_FUNCTION}/p_ssize", "2"),
)
_FOLDERS = ("strings/0x409", _CONFIG, f"{_CONFIG}/strings/0x409", _FUNCTION)


def plug(root: Path = CONFIGFS, controllers: Path = CONTROLLERS) -> None:
    """Shows the headset to the PC; once it is there, does nothing.

    Raises:
        CuelightError: no USB socket here can be a device, or the kernel refuses.
    """
    controller = next(_names(controllers), None)
    if controller is None:
        raise CuelightError("gadget: no USB socket here can be a device; a Pi 4 with dtoverlay=dwc2 can")
    gadget = root / _NAME
    try:
        for folder in _FOLDERS:
            (gadget / folder).mkdir(parents=True, exist_ok=True)
        if (gadget / "UDC").exists() and (gadget / "UDC").read_text().strip():
            return
        for name, value in _VALUES:
            (gadget / name).write_text(value)
        link = gadget / _CONFIG / "uac2.usb0"
        if not link.is_symlink():
            link.symlink_to(gadget / _FUNCTION)
        (gadget / "UDC").write_text(controller)
    except OSError as error:
        raise CuelightError(
            f"gadget: {error.filename or root}: {error.strerror}; run it as root, modprobe libcomposite"
        ) from error


def unplug(root: Path = CONFIGFS) -> None:
    """Takes it away again, in configfs' own order; where there is none, does nothing."""
    gadget = root / _NAME
    if not gadget.exists():
        return
    (gadget / "UDC").write_text("\n")
    (gadget / _CONFIG / "uac2.usb0").unlink(missing_ok=True)
    for folder in (f"{_CONFIG}/strings/0x409", _CONFIG, _FUNCTION, "strings/0x409", "."):
        (gadget / folder).rmdir()


def _names(folder: Path) -> Iterator[str]:
    yield from sorted(path.name for path in folder.glob("*"))
