"""What several device tests start from."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def release_key() -> Path:
    """The private key of who may release, as far as the amd64 image knows."""
    key = ROOT / "build/image/test-release"
    key.parent.mkdir(parents=True, exist_ok=True)
    if not key.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    return key


@pytest.fixture(scope="session")
def amd64_image(release_key: Path) -> str:
    """Made of this checkout, once for all; the architecture's name."""
    environment = {**os.environ, "RELEASE_KEY": f"{release_key}.pub"}
    subprocess.run([ROOT / "systemd/image/make.sh", "amd64"], check=True, env=environment)
    return "amd64"


@pytest.fixture(scope="session")
def arm64_image() -> str:
    """The Pi's, as `make image` makes it, of this checkout; the architecture's name."""
    subprocess.run([ROOT / "systemd/image/make.sh", "arm64"], check=True)
    return "arm64"
