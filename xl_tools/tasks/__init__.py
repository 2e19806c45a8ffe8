"""One function per button and per command: each does the whole job, returns a result and prints nothing.

Heavy libraries are imported where they are used, so that `validate` starts fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
from xl_tools.tallying import LedgerResult, refuse_empty, tally_opened
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
from xl_tools.tasks.importing import (
    REVIEW,
    ImportMade,
    import_document,
    import_report,
    keep_import,
    read_cells,
    read_document,
    read_pasted,
    review_beside,
    write_review,
)
from xl_tools.tasks.ledger import LedgerMade, TablesBuilt, build_tables, new_ledger, tally_ledger
from xl_tools.tasks.making import new, next_year, next_year_file
from xl_tools.tasks.migrating import Migrated, migrate, migrated_file
from xl_tools.tasks.previous import TakenOver, carry_in, differing_lines, last_report, take_previous
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
from xl_tools.tasks.tracing import TRACE_HEAD, write_trace
from xl_tools.tasks.verifying import verify

if TYPE_CHECKING:
    from xl_tools.tasks.chasing import Sources, board, sources, trace, write_letters
    from xl_tools.tasks.consolidating import Consolidated, Typed, consolidate
    from xl_tools.tasks.rosters import RosterChecked, check_roster, new_roster

_OF_COLLECTING = {
    **dict.fromkeys(("Sources", "board", "sources", "trace", "write_letters"), "chasing"),
    **dict.fromkeys(("Consolidated", "Typed", "consolidate"), "consolidating"),
    **dict.fromkeys(("RosterChecked", "check_roster", "new_roster"), "rosters"),
}
"""What only a collecting office needs, and the module that has it: loaded when it is asked for, for it is large."""


def __getattr__(name: str) -> Any:
    if name not in _OF_COLLECTING:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_OF_COLLECTING[name]}"), name)


__all__ = [
    "REVIEW",
    "TRACE_HEAD",
    "Consolidated",
    "Edited",
    "Explained",
    "ExportRefused",
    "Exported",
    "Filled",
    "FinalizeRefused",
    "Finalized",
    "ImportMade",
    "LedgerMade",
    "LedgerResult",
    "Migrated",
    "ProseCheck",
    "Reported",
    "RosterChecked",
    "SealState",
    "Sources",
    "TablesBuilt",
    "TakenOver",
    "Typed",
    "Validation",
    "Verified",
    "about_workbook",
    "accept",
    "board",
    "build_tables",
    "carry_in",
    "check_before_sending",
    "check_report",
    "check_roster",
    "consolidate",
    "differing_lines",
    "explain",
    "export",
    "export_report",
    "fill",
    "finalize",
    "finished_report",
    "finished_workbook",
    "import_document",
    "import_report",
    "keep_import",
    "last_report",
    "list_backups",
    "migrate",
    "migrated_file",
    "new",
    "new_ledger",
    "new_roster",
    "next_year",
    "next_year_file",
    "nil",
    "placeholders",
    "prose",
    "prose_of",
    "publishing_setting",
    "read_cells",
    "read_document",
    "read_pasted",
    "read_report",
    "refuse_check_report",
    "refuse_empty",
    "refuse_without_year",
    "restore_backup",
    "restore_formulas",
    "review_beside",
    "rules",
    "sources",
    "take_previous",
    "tally_ledger",
    "tally_opened",
    "timestamp",
    "trace",
    "undo",
    "validate_file",
    "validate_files",
    "verify",
    "write_check_report",
    "write_letters",
    "write_review",
    "write_trace",
    "zero",
]
