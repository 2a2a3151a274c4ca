"""Is the installation sound? One small file a check, each finding with its mend; nothing is changed by looking."""

from firmware_app.doctor.examination import CHECKS, examine
from firmware_app.doctor.finding import Finding, Verdict

__all__ = ["CHECKS", "Finding", "Verdict", "examine"]
