from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from firmware_app.audio import Headset
from firmware_app.settings import AudioSettings
from tools.virtual_headset import VirtualHeadset


@pytest.fixture
def cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualHeadset]:
    """PipeWire with virtual cards; this process listens to them. Where PipeWire is absent, this fails and says so."""
    with VirtualHeadset(tmp_path_factory.mktemp("pw")) as virtual:
        yield virtual


@pytest.fixture
def opened() -> Iterator[Callable[..., Headset]]:
    """Opens headsets, by their settings, and closes them in the end."""
    with ExitStack() as stack:

        def opener(**settings: object) -> Headset:
            return stack.enter_context(closing(Headset(AudioSettings(**settings))))  # type: ignore[arg-type]

        yield opener
