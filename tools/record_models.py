"""Records the hash and golden answer of every model in ``models/``: the last step of ``make train``."""

from firmware_app.hearing.shipped import record_models
from firmware_app.share import shared_file

if __name__ == "__main__":
    record_models(shared_file("models"))
