"""Which cell is wrong, and what it should be."""

from xl_tools.validation.culprit.diagnosis import MOST_ANSWERS, Answer, Part, SoftNumber, diagnose
from xl_tools.validation.culprit.reasons import Repair
from xl_tools.validation.culprit.repair import LIMIT
from xl_tools.validation.culprit.slips import Slip

__all__ = ["LIMIT", "MOST_ANSWERS", "Answer", "Part", "Repair", "Slip", "SoftNumber", "diagnose"]
