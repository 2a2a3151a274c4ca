"""``python -m firmware_app`` is ``cuelight``."""

import sys

from firmware_app.cli import main

if __name__ == "__main__":
    sys.exit(main())
