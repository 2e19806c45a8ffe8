"""What every object of the engine shares: errors, and the answer to members that are not offered."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import xlwings as xw
from xlwings import base_classes

from xl_tools.libreoffice.bridge import is_uno_exception
from xl_tools.libreoffice.unoffered import listed, reason


class HostError(xw.XlwingsError):
    """LibreOffice refused what was asked, as Excel would have; the counterpart of a COM error."""


class NotFound(HostError, KeyError):
    """No book, sheet, name or table is known by this name or number."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class Part:
    """Base of the engine's objects: a member that is not offered says so instead of doing nothing.

    UNO's exceptions leave every member as a HostError: Python cannot carry them through a context manager.
    Subclasses list their state in __slots__, so that setting a property which is not offered cannot pass silently.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        for name, member in list(vars(cls).items()):
            if isinstance(member, property):
                setattr(cls, name, member.getter(_translated(member.fget)).setter(_translated(member.fset)))
            elif callable(member) and hasattr(member, "__code__"):
                setattr(cls, name, _translated(member))

    def __getattr__(self, name: str) -> Any:
        raise self._missing(name)

    def __setattr__(self, name: str, value: object) -> None:
        try:
            object.__setattr__(self, name, value)
        except AttributeError:
            raise self._missing(name) from None

    def _missing(self, name: str) -> Exception:
        kind = type(self).__name__
        # xlwings asks with getattr() for attributes that only other engines have: those must simply be missing.
        known = listed(kind, name) or hasattr(getattr(base_classes, kind, None), name) or name.startswith("get_")
        if name.startswith("_") or not known:
            return AttributeError(f"{kind!r} object has no attribute {name!r}")
        return not_offered(kind, name)


def _translated(member: Any) -> Any:
    if member is None:
        return None
    call: Callable[..., Any] = member

    @functools.wraps(call)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        except Exception as problem:
            if is_uno_exception(problem):
                raise HostError(f"LibreOffice: {told(problem)}") from None
            raise

    return wrapper


def told(problem: BaseException) -> str:
    """What LibreOffice says in an exception, without the place in its own source."""
    if type(problem).__name__.endswith("DisposedException"):
        return "the connection or the document was closed"
    return re.split(r"\s*\bat \./", str(problem))[0].strip() or "it gave no reason"


def not_offered(kind: str, member: str) -> NotImplementedError:
    """The error for a member of xlwings that this engine does not offer, with the reason."""
    return NotImplementedError(f"{kind}.{member} is not offered in LibreOffice: {reason(kind, member)}")
