"""What people decided about a collection; kept with it, applied again at every run, and told in the summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: what was said, why, and when.

    Attributes:
        value: of an alias the unit's name on the roster; of a choice the digest of the file; of a unit with errors
            “in” or “out”; of a unit left out nothing.
        reason: in the words of whoever decided; may be empty.
        on: when, YYYY-MM-DD.
        until: of a choice, when the last file came that was known then, as datetime.isoformat() writes it: what came
            later was not chosen against. If empty, the end of the day of the decision.
    """

    value: str
    reason: str = ""
    on: str = ""
    until: str = ""

    @property
    def because(self) -> str:
        """When and why, in brackets; empty if neither is known."""
        said = "，".join(filter(None, (self.on, self.reason)))
        return f"（{said}）" if said else ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything that was decided.

    Attributes:
        aliases: name as written on a 封面 → the unit that it is.
        chosen: (unit, scope value) → which of several files that came counts.
        left_out: units that are not added up.
        errors: whether units whose reports have errors are added up; None if nobody decided: then they are, and the
            summary says that nobody decided.
        with_errors: the same for single units; goes before `errors`.
    """

    aliases: Mapping[str, Decision] = field(default_factory=dict[str, Decision])
    chosen: Mapping[tuple[str, str], Decision] = field(default_factory=dict[tuple[str, str], Decision])
    left_out: Mapping[str, Decision] = field(default_factory=dict[str, Decision])
    errors: Decision | None = None
    with_errors: Mapping[str, Decision] = field(default_factory=dict[str, Decision])


IN, OUT = "in", "out"
