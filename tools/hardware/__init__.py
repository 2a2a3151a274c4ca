"""What is made of ``hardware/pinout.toml``, the rhythms and the face plate: ``make hardware``.

`made` gives every file that is kept in the repository as text, so that a test can say whether they are as they would be
made now; prints, models and pictures go to ``build/hardware``.
"""

from tools.hardware.made import made

__all__ = ["made"]
