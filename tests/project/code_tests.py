"""Which tests provoke a code and say so: read from the tests' own text, where a comment or an address counts nothing.

A test names a code if it asserts it of an error (`error.code == "W34"`), asks for it in what is shown (“（W34）”), or
draws it from a table whose codes it asserts. An error that the test has made itself counts nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from code_nodes import assigned, literals, name_of

_SHOWN = re.compile(r"(?:^|(?<=。))（([A-Z][0-9]{2})）|（([A-Z][0-9]{2})）(?=。)|^([A-Z][0-9]{2})(?= )")
"""As a box and the command line show a code; anything else in brackets is the address of a cell."""
_OWN = ("code_nodes", "code_sentences", "code_tests", "error_codes", "test_error_codes")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class _File:
    name: str
    stem: str
    tree: ast.Module
    imported: list[_File] = field(default_factory=list)

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @cached_property
    def tests(self) -> dict[str, Function]:
        """Each test by the name that pytest takes."""
        classes = [(node, f"{node.name}::") for node in self.tree.body if isinstance(node, ast.ClassDef)]
        return {
            f"{self.name}::{before}{one.name}": one
            for node, before in [(self.tree, ""), *classes]
            for one in node.body
            if isinstance(one, Function) and one.name.startswith("test_")
        }


class CodeTests:
    """The tests below a folder; `errors` are the names of the program's errors."""

    def __init__(self, folder: Path, errors: Collection[str]) -> None:
        self._errors = errors
        self._files = [
            _File(file.relative_to(folder).as_posix(), file.stem, ast.parse(file.read_text(encoding="utf-8")))
            for file in sorted(folder.rglob("*.py"))
            if file.stem not in _OWN
        ]
        for one in self._files:
            froms = [node for node in ast.walk(one.tree) if isinstance(node, ast.ImportFrom) and node.module]
            named = {(node.module or "").rpartition(".")[2] for node in froms}
            named |= {alias.name for node in froms for alias in node.names}
            one.imported = [other for other in self._files if other.stem in named]
        self._asking = {each.name for one in self._files for each in one.functions if _asks_for_codes(each)}

    def naming(self) -> dict[str, list[str]]:
        """Code → the tests that name it, each as file::function.

        Those that assert it come before those that draw it from a table; a table in a file of its own is named by that
        file.
        """
        asserted: dict[str, dict[str, None]] = {}
        drawn: dict[str, dict[str, None]] = {}
        for one in self._files:
            for name, test in one.tests.items():
                made = set(self._made(test))
                for code in self._asserted(test):
                    if code not in made:
                        asserted.setdefault(code, {})[name] = None
                for code in _drawn(one, test):
                    drawn.setdefault(code, {})[name] = None
        for one in self._tables():
            for _, table in assigned(one.tree.body):
                for code in _tabled(table, literals):
                    drawn.setdefault(code, {})[one.name] = None
        return {code: list(asserted.get(code, {}) | drawn.get(code, {})) for code in asserted.keys() | drawn.keys()}

    def _asserted(self, test: Function) -> Iterator[str]:
        for node in ast.walk(test):
            if isinstance(node, ast.Assert):
                yield from _demanded(node.test)
            elif isinstance(node, ast.Call) and name_of(node) == "raises":
                yield from literals(one.value for one in node.keywords if one.arg == "match")
            elif isinstance(node, ast.Call) and name_of(node) in self._asking:
                yield from literals((*node.args, *(one.value for one in node.keywords)))

    def _made(self, test: Function) -> Iterator[str]:
        """Codes of errors that the test makes by hand."""
        for node in ast.walk(test):
            if isinstance(node, ast.Call) and name_of(node) in self._errors:
                yield from literals(one.value for one in node.keywords if one.arg == "code")

    def _tables(self) -> list[_File]:
        """Files without tests that tests asking for codes import, also by way of others."""
        asking = [one for one in self._files if any(map(_asks_for_codes, one.tests.values()))]
        waiting = [other for one in asking for other in one.imported]
        found: list[_File] = []
        while waiting:
            one = waiting.pop(0)
            if one not in found and not one.tests:
                found.append(one)
                waiting += one.imported
        return found


def _drawn(file: _File, test: Function) -> Iterator[str]:
    """Codes of tables that the test goes through: its own, and those of its file."""
    tables = dict(assigned(file.tree.body))
    used = [tables[node.id] for node in ast.walk(test) if isinstance(node, ast.Name) and node.id in tables]
    loops = [node.iter for node in ast.walk(test) if isinstance(node, ast.For)]
    for table in (*test.decorator_list, *loops, *used):
        if _asks_for_codes(test):
            yield from _tabled(table, literals)
        if _asks_for_words(test):
            yield from _tabled(table, _shown)


@cache
def _asks_for_codes(function: Function) -> bool:
    """Whether something is asserted of the code of an error, or of a code as it is shown: f"（{code}）"."""
    parts = [part for node in ast.walk(function) if isinstance(node, ast.Assert) for part in ast.walk(node.test)]
    return any(
        (isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq) and _of_a_code(part))
        or (isinstance(part, ast.JoinedStr) and "（{}）" in _pattern(part))
        for part in parts
    )


def _asks_for_words(function: Function) -> bool:
    """Whether words that a variable holds are asked for: `assert words in shown`."""
    asserts = [node.test for node in ast.walk(function) if isinstance(node, ast.Assert)]
    return any(isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.In) and name_of(one.left) for one in asserts)


def _demanded(node: ast.expr) -> Iterator[str]:
    """Codes that must be there for a condition to hold."""
    match node:
        case ast.BoolOp(op=ast.And()):
            for value in node.values:
                yield from _demanded(value)
        case ast.Compare(ops=[ast.Eq()]):
            yield from _shown(ast.walk(node))
            yield from literals(ast.walk(node)) if _of_a_code(node) else ()
        case ast.Compare(ops=[ast.In()]):
            yield from _shown(ast.walk(node.left))
        case ast.Call():
            yield from _shown(node.args)
        case _:
            pass


def _of_a_code(node: ast.Compare) -> bool:
    """Whether a comparison looks at the code of an error: error.code, line["code"], line.get("code"), codes_of(…)."""
    parts = list(ast.walk(node))
    if any(isinstance(part, ast.Call) and "code" in name_of(part) for part in parts):
        return True
    return any(isinstance(part, ast.Attribute) and part.attr == "code" for part in parts) or any(
        isinstance(part, ast.Constant) and part.value == "code" for part in parts
    )


def _shown(nodes: Iterator[ast.AST] | list[ast.expr]) -> Iterator[str]:
    """The codes among the nodes as users are shown them."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (one[one.lastindex or 0] for one in _SHOWN.finditer(node.value))


def _tabled(node: ast.AST, codes: Callable[[list[ast.AST]], Iterator[str]]) -> Iterator[str]:
    """Codes in a table; a set says only what may come, and of arguments by name only `code` is one."""
    match node:
        case ast.Set() | ast.Subscript():
            return
        case ast.keyword(arg=str(name)) if name not in ("code", "argvalues"):
            return
        case _:
            yield from codes([node])
            for part in ast.iter_child_nodes(node):
                yield from _tabled(part, codes)


def _pattern(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
