"""One function per button and per command: each does the whole job, returns a result and prints nothing.

Heavy libraries are imported where they are used, so that `validate` starts fast.
"""

from xl_tools.outcomes import (
    Edited,
    Explained,
    Exported,
    ExportRefused,
    Filled,
    Finalized,
    FinalizeRefused,
    ProseCheck,
    Reported,
    SealState,
    Validation,
    Verified,
)
from xl_tools.tasks.checking import (
    about_workbook,
    check_report,
    prose,
    prose_of,
    refuse_check_report,
    rules,
    validate_file,
    validate_files,
    write_check_report,
)
from xl_tools.tasks.editing import accept, explain, finalize, nil, restore_formulas, undo, zero
from xl_tools.tasks.files import read_report, refuse_without_year, timestamp
from xl_tools.tasks.making import import_report, new, next_year, next_year_file
from xl_tools.tasks.publishing import (
    export,
    export_report,
    fill,
    finished_report,
    finished_workbook,
    placeholders,
    publishing_setting,
)
from xl_tools.tasks.restoring import list_backups, restore_backup
from xl_tools.tasks.sending import check_before_sending
from xl_tools.tasks.verifying import verify

__all__ = [
    "Edited",
    "Explained",
    "ExportRefused",
    "Exported",
    "Filled",
    "FinalizeRefused",
    "Finalized",
    "ProseCheck",
    "Reported",
    "SealState",
    "Validation",
    "Verified",
    "about_workbook",
    "accept",
    "check_before_sending",
    "check_report",
    "explain",
    "export",
    "export_report",
    "fill",
    "finalize",
    "finished_report",
    "finished_workbook",
    "import_report",
    "list_backups",
    "new",
    "next_year",
    "next_year_file",
    "nil",
    "placeholders",
    "prose",
    "prose_of",
    "publishing_setting",
    "read_report",
    "refuse_check_report",
    "refuse_without_year",
    "restore_backup",
    "restore_formulas",
    "rules",
    "timestamp",
    "undo",
    "validate_file",
    "validate_files",
    "verify",
    "write_check_report",
    "zero",
]
