"""What is handed out: tables, report and manifest in one signed folder; and reading many of them again."""

from firmware_app.bundle.collecting import Collected, Keys, collected
from firmware_app.bundle.placing import put_in_place
from firmware_app.bundle.writing import NothingKeptError, Origin, make_bundle, write_bundle
from firmware_app.signing import check_trusted, device_key, public_key

__all__ = [
    "Collected",
    "Keys",
    "NothingKeptError",
    "Origin",
    "check_trusted",
    "collected",
    "device_key",
    "make_bundle",
    "public_key",
    "put_in_place",
    "write_bundle",
]
