"""The USB headset's configuration, written into a folder that stands for configfs."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_app.call_path.gadget import plug, unplug
from firmware_app.errors import CuelightError


def test_the_pc_is_shown_a_stereo_speaker_and_a_microphone(tmp_path: Path) -> None:
    udc = tmp_path / "udc"
    (udc / "fe980000.usb").mkdir(parents=True)
    root = tmp_path / "usb_gadget"
    plug(root, udc)
    gadget = root / "cuelight"
    function = gadget / "functions" / "uac2.usb0"
    assert {name: (function / name).read_text() for name in ("c_chmask", "p_chmask", "c_srate", "p_srate")} == {
        "c_chmask": "3",
        "p_chmask": "1",
        "c_srate": "48000",
        "p_srate": "48000",
    }
    assert (gadget / "configs/c.1/uac2.usb0").resolve() == function.resolve()
    assert (gadget / "UDC").read_text() == "fe980000.usb"
    before = (gadget / "UDC").stat().st_mtime_ns
    plug(root, udc)  # once more changes nothing
    assert (gadget / "UDC").stat().st_mtime_ns == before


def test_where_no_socket_can_be_a_device_one_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(CuelightError, match="no USB socket here can be a device"):
        plug(tmp_path / "usb_gadget", tmp_path / "nothing")


def test_a_kernel_without_gadgets_is_told_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "udc" / "x").mkdir(parents=True)
    (tmp_path / "usb_gadget").write_text("no folder")
    with pytest.raises(CuelightError, match="modprobe libcomposite"):
        plug(tmp_path / "usb_gadget", tmp_path / "udc")


def test_nothing_to_take_away_is_no_fault(tmp_path: Path) -> None:
    unplug(tmp_path)
