"""The desk unit itself, through gpiozero. Which pins these are (a Pi's, or mock ones) is gpiozero's own setting:

``GPIOZERO_PIN_FACTORY=lgpio`` on a Pi; off it ``GPIOZERO_PIN_FACTORY=mock GPIOZERO_MOCK_PIN_CLASS=mockpwmpin``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Protocol, TypeVar

import gpiozero
from gpiozero.tones import Tone

from firmware_app.desk.button import VERY_LONG_S, PressButton
from firmware_app.desk.face import Face, Readings
from firmware_app.desk.light import light
from firmware_app.desk.pinout import Pinout
from firmware_app.desk.rhythms import FINGER
from firmware_app.errors import InputError
from firmware_app.facts import Press
from firmware_app.settings import DeskSettings

EYE_GAMMA = 2.2
"""Twice the light does not look twice as bright: power = level ** 2.2 (the exponent of sRGB and of television)."""

TICK_TONE = Tone(880.0)

NO_PINS = (
    "on a Raspberry Pi install lgpio and join the group gpio; elsewhere set GPIOZERO_PIN_FACTORY=mock "
    "and GPIOZERO_MOCK_PIN_CLASS=mockpwmpin"
)


class _Closing(Protocol):
    def close(self) -> None: ...


Device = TypeVar("Device", bound=_Closing)


def duty(level: float, brightness: float) -> float:
    """Share of the time that a lamp is on, 0 to 1, for a level as the eye sees it; in hundredths, as lgpio does it."""
    return float(round(brightness * level**EYE_GAMMA, 2))


class GpioDesk:
    """All lamps, the buzzer and the button. `show` sets what has changed; there are no threads of patterns.

    Raises:
        InputError: no GPIO here, no dimming, or a line in use. Everything opened so far is let go,
            so that it can simply be made again later.
    """

    def __init__(self, pinout: Pinout, settings: DeskSettings, quiet: Callable[[], bool] = lambda: False) -> None:
        """``quiet``: whether it is to be dim and silent now; asked at each `show`, and answers at once."""
        self._brightness, self._quiet_brightness = settings.brightness, settings.quiet_brightness
        self._quiet = quiet
        self._open = ExitStack()
        self._opening = ""
        self._shown: dict[str, float | tuple[float, ...]] = {}
        trouble = _no_factory()
        if not trouble:
            try:
                self._open_all(pinout, settings)
            except Exception as error:  # lgpio's own errors are bare Exceptions, and lgpio may be absent
                self._open.close()
                trouble = f"{self._opening}: {_trouble(error)}"
        # Raised out here, when the first error is gone: its traceback would hold half-made devices and their lines.
        if trouble:
            raise InputError(trouble)

    def _open_all(self, pinout: Pinout, settings: DeskSettings) -> None:
        self._legends = {
            cue: self._hold(f"GPIO{led.gpio} (lamp.{cue})", partial(gpiozero.PWMLED, led.gpio))
            for cue, led in pinout.lamps.items()
        }
        rgb = [led.gpio for led in pinout.mood]
        self._mood = self._hold(f"GPIO{', '.join(map(str, rgb))} (mood)", partial(gpiozero.RGBLED, *rgb))
        status = pinout.status.gpio
        self._status = self._hold(f"GPIO{status} (status)", partial(gpiozero.PWMLED, status))
        self._buzzer = None
        if settings.buzzer:
            buzzer = pinout.buzzer.gpio
            self._buzzer = self._hold(f"GPIO{buzzer} (buzzer)", partial(gpiozero.TonalBuzzer, buzzer))
        self._supervisor = None
        if pinout.supervisor is not None:
            lamp = pinout.supervisor.gpio
            self._supervisor = self._hold(f"GPIO{lamp} (supervisor)", partial(gpiozero.DigitalOutputDevice, lamp))
        button = pinout.button.gpio
        self._button = self._hold(f"GPIO{button} (button)", partial(PressButton, button))

    def _hold(self, name: str, make: Callable[[], Device]) -> Device:
        self._opening = name
        device = make()
        self._open.callback(device.close)
        return device

    def show(self, face: Face, t: float, readings: Readings) -> None:  # noqa: ARG002  lamps tell no numbers
        """Set every lamp to what ``face`` looks like at ``t``."""
        now, quiet = light(face, t), self._quiet()
        brightness = self._quiet_brightness if quiet else self._brightness
        for cue, level in now.legends.items():
            self._set(cue, self._legends[cue], duty(level, brightness))
        self._set("mood", self._mood, tuple(duty(level, brightness) for level in now.mood))
        self._set("status", self._status, duty(self._status_level(now.status), brightness))
        if self._supervisor is not None:
            self._set("supervisor", self._supervisor, float(now.supervisor))
        tick = now.tick and not quiet
        if self._buzzer is not None and self._shown.get("buzzer", False) != tick:
            self._shown["buzzer"] = tick
            if tick:
                self._buzzer.play(TICK_TONE)
            else:
                self._buzzer.stop()

    def _status_level(self, told: float) -> float:
        """While the button is down its light says that it is felt; after ten seconds there is nothing more to mean."""
        held_s = self._button.held_s
        return told if held_s is None or held_s >= VERY_LONG_S else FINGER.level(held_s)

    def _set(self, name: str, device: gpiozero.Device, value: float | tuple[float, ...]) -> None:
        # Writing an unchanged value would start the pulse train anew, which is seen as a flicker.
        if self._shown.get(name) != value:
            device.value = value
            self._shown[name] = value

    def presses(self) -> tuple[Press, ...]:
        """What was said with the button since last asked, in order."""
        return self._button.presses()

    @property
    def pins(self) -> str:
        """Name of the gpiozero pin factory in use, so that a test on mock pins cannot pass for one on a Pi."""
        return type(gpiozero.Device.pin_factory).__name__

    @property
    def button_down(self) -> bool:
        """Whether the button's line reads pressed now."""
        return self._button.is_down

    def close(self) -> None:
        """All lamps dark, all lines let go; may be called twice."""
        self._open.close()


def _no_factory() -> str:
    with warnings.catch_warnings(record=True) as passed_over:
        warnings.simplefilter("always")
        try:
            gpiozero.Device.ensure_pin_factory()
        except Exception as error:  # each factory fails in its own library's way
            first = str(passed_over[0].message) if passed_over else f"{type(error).__name__}: {error}"
            return f"GPIO: none here ({first}); {NO_PINS}"
    return ""


def _trouble(error: Exception) -> str:
    if isinstance(error, gpiozero.GPIOPinInUse) or "busy" in str(error).lower():
        return f"in use by another program or part ({error}); end it (is Cuelight running already?)"
    if isinstance(error, gpiozero.PinPWMUnsupported):
        return f"these pins cannot dim; {NO_PINS}"
    return f"cannot be used ({type(error).__name__}: {error}); {NO_PINS}"
