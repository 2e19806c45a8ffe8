"""Words that stand in more than one output of a run."""

COUNTED, NOT_COUNTED, ONLY_COMPARED = "计入", "未计入", "只作核对"
"""What became of a report; only figures of the first are in the total."""
