#!/usr/bin/env bash
# Set-up for a clean Debian 12 / Raspberry Pi OS 12: system packages, .venv, locked wheels.
# Usage: tools/setup.sh LOCK...   (names of requirements/LOCK.txt). Does nothing where nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/.."

# portaudio: PyAudio is built from source; pipewire and its ALSA plug-in: the call path and its tests;
# espeak-ng: the demo call's voices; strace: the test that no socket is opened; systemd: rates its own units; ssh-keygen and age: bundles.
packages=(gcc python3-dev python3-venv portaudio19-dev pipewire pipewire-bin pipewire-alsa libspa-0.2-modules
          espeak-ng strace systemd openssh-client age)
case " $* " in *" train "*) packages+=(flite) ;; esac # synthetic voices with exact phone times, to train the pace on
. tools/packages.sh
need_packages setup "${packages[@]}"

# The reference system's own Python: its headers are what python3-dev brings, whatever else is on PATH.
python=${PYTHON:-/usr/bin/python3}
if [ ! -x .venv/bin/python ]; then
    echo "== making .venv with $("$python" --version)"
    "$python" -m venv .venv
fi
for lock in build "$@"; do
    stamp=.venv/.installed-$lock
    if ! cmp -s "requirements/$lock.txt" "$stamp"; then
        echo "== installing requirements/$lock.txt (pinned, hashed)"
        # no build isolation: PyAudio is built by the pinned setuptools, not by whatever is newest today
        # no dependencies beside: the lock names them all, and leaves out those that nothing here uses (train.override.txt)
        .venv/bin/python -m pip install --disable-pip-version-check -q --no-deps --require-hashes --no-build-isolation -r "requirements/$lock.txt"
        cp "requirements/$lock.txt" "$stamp"
    fi
done
if [ ! -x .venv/bin/cuelight ]; then
    echo "== installing cuelight itself (editable)"
    .venv/bin/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
fi
