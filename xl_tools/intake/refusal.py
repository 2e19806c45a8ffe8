"""What a gate says of a file that will not be read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TWINS = (
    *(("W01", "N01"), ("W02", "N02"), ("W03", "N03"), ("W04", "N04"), ("W05", "N05")),
    *(("W15", "N15"), ("W16", "N16"), ("W18", "N18")),
    *(("W21", "N21"), ("W22", "N22"), ("W23", "N23"), ("W24", "N24")),
    *(("W60", "N60"), ("W61", "N61"), ("W62", "N62"), ("W63", "N63"), ("W71", "N71"), ("W72", "N72")),
    *(("W73", "N73"), ("W74", "N74"), ("W75", "N75"), ("W76", "N76"), ("W78", "N78"), ("W79", "N79")),
)
_OF_CONTAINERS = (
    *(("W01", "M01"), ("W02", "M02"), ("W03", "M03"), ("W04", "M04"), ("W05", "M05")),
    *(("W15", "M15"), ("W16", "M16"), ("W21", "M21"), ("W22", "M22"), ("W23", "M23"), ("W24", "M24")),
    *(("W63", "M63"), ("W73", "M73"), ("W74", "M74"), ("W76", "M76"), ("W78", "M78"), ("W79", "M79"), ("N87", "M87")),
)
TWINS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "W": MappingProxyType({}),
        "N": MappingProxyType(dict(_TWINS)),
        "M": MappingProxyType(dict(_OF_CONTAINERS)),
    }
)
"""Family of codes → what a code of another is called there; its sentence is the same, its advice another."""


class Refusal(Exception):
    """A file that will not be read: `code` of refusals.py and the words its sentence needs."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = {name: str(detail) for name, detail in details.items()}
        super().__init__(code, self.details)


class Published:
    """Of what is refused in the body it makes a refusal of a published document, by the twins of its code."""

    family = "N"

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trail: object) -> None:
        if isinstance(error, Refusal) and (twin := TWINS[self.family].get(error.code)):
            raise Refusal(twin, **error.details) from error


class Contained(Published):
    """The same for what other files travel in: archives and mails."""

    family = "M"
