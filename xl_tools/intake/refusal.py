"""What a gate says of a file that will not be read."""

from __future__ import annotations


class Refusal(Exception):
    """A file that will not be read: `code` of refusals.py and the words its sentence needs."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = {name: str(detail) for name, detail in details.items()}
        super().__init__(code, self.details)
