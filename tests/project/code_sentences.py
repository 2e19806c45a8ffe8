"""Codes and sentences as the program's own text has them: read, not run, so that none is missed that is seldom met."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, product
from pathlib import Path

from code_nodes import CODE, assigned, is_code, literals, name_of

_FILLED = re.compile(r"\{[^{}]*\}")
_BASE, _MOST, _DEPTH = "XlToolsError", 8, 4
Names = Mapping[str, list[str]]
"""Name of a variable → the texts it can hold; one that is filled in from outside is not there."""


@dataclass(frozen=True)
class Said:
    """One sentence that goes with a code, with its advice; what is filled in stands in braces."""

    code: str
    sentence: str
    hint: str


@dataclass
class _Module:
    tree: ast.Module
    imports: dict[str, str] = field(default_factory=dict)
    constants: dict[str, ast.expr] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def calls(self) -> list[tuple[ast.FunctionDef, ast.Call]]:
        """Every call, with the function that it is in."""
        functions = [node for node in self.nodes if isinstance(node, ast.FunctionDef)]
        return [(one, node) for one in functions for node in ast.walk(one) if isinstance(node, ast.Call)]


class Program:
    """The texts of all modules below a folder."""

    def __init__(self, folder: Path) -> None:
        self._modules: dict[str, _Module] = {}
        self._classes: dict[str, tuple[_Module, ast.ClassDef]] = {}
        for file in sorted(folder.rglob("*.py")):
            parts = file.relative_to(folder.parent).with_suffix("").parts
            self._add(".".join(parts), ast.parse(file.read_text(encoding="utf-8")))
        self.errors = self._below(_BASE)

    def said(self) -> Iterator[Said]:
        """Every sentence with its code, in the order of the files; the same more than once."""
        for module in self._modules.values():
            yield from self._listed(module)
            yield from self._shown(module)
            for function, call in module.calls:
                if name_of(call) in self.errors:
                    yield from self._made(module, function, call)

    def _add(self, name: str, tree: ast.Module) -> None:
        module = self._modules[name] = _Module(tree)
        for node in module.nodes:
            if isinstance(node, ast.ImportFrom) and node.module:
                module.imports |= {alias.asname or alias.name: node.module for alias in node.names}
            elif isinstance(node, ast.ClassDef):
                self._classes[node.name] = module, node
        module.constants = dict(assigned(tree.body))

    def _below(self, base: str) -> set[str]:
        found = {base}
        while more := {
            name
            for name, (_, node) in self._classes.items()
            if name not in found and found & {one.id for one in node.bases if isinstance(one, ast.Name)}
        }:
            found |= more
        return found

    @property
    def listed(self) -> set[str]:
        """The codes that a table has sentences for."""
        return {one.code for module in self._modules.values() for one in self._listed(module)}

    @property
    def given(self) -> set[str]:
        """The codes that stand anywhere but as the key of a table."""
        found: set[str] = set()
        for module in self._modules.values():
            keys = {key for node in module.nodes if isinstance(node, ast.Dict) for key in node.keys}
            found |= set(literals(node for node in module.nodes if node not in keys))
        return found

    @property
    def refused(self) -> set[str]:
        """The codes for which a table is asked: refuse("W34", …), Refusal("W16", …)."""
        nodes = (node for module in self._modules.values() for node in module.nodes)
        calls = (node for node in nodes if isinstance(node, ast.Call) and name_of(node) in ("refuse", "Refusal"))
        return set(literals(call.args[0] for call in calls if call.args))

    # --- where codes stand

    def _listed(self, module: _Module) -> Iterator[Said]:
        """A table: "W34": ("sentence", "advice")."""
        for node in module.nodes:
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if is_code(key) and isinstance(value, ast.Tuple) and len(value.elts) == 2:
                        sentence, hint = (self._texts(one, module, {})[0] for one in value.elts)
                        yield Said(key.value, sentence, hint)

    def _shown(self, module: _Module) -> Iterator[Said]:
        """A text that shows a code held in a constant, and that no error carries: “… （{UNEXPECTED}）…”."""
        codes = {name: value.value for name, value in module.constants.items() if is_code(value)}
        for node in module.nodes if codes else ():
            if isinstance(node, ast.JoinedStr) and (used := codes.keys() & set(map(name_of, node.values))):
                sentence, _, hint = self._texts(node, module, {})[0].partition("\n\n")
                yield Said(codes[used.pop()], _line(sentence), _line(hint))

    def _made(self, module: _Module, function: ast.FunctionDef, call: ast.Call) -> Iterator[Said]:
        """SomeError("sentence", code="W34", hint="…"), by itself or in a function that is handed some of it."""
        kind = name_of(call)
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        for names in self._bindings(module, function, _DEPTH):
            if "code" not in given:
                yield from (Said(self._attribute(kind, "default_code"), text, "") for text in self._whole(kind, None))
                continue
            codes = [text for text in self._texts(given["code"], module, names) if CODE.fullmatch(text)]
            sentences = self._texts(call.args[0], module, names) if call.args else [""]
            hints = self._texts(given["hint"], module, names) if "hint" in given else [""]
            if len(hints) != len(sentences):
                hints = hints[:1] * len(sentences)
            for code, (sentence, hint) in product(codes, zip(sentences, hints, strict=True)):
                yield from (Said(code, _line(text), _line(hint)) for text in self._whole(kind, sentence))

    # --- what names stand for

    def _bindings(self, module: _Module, function: ast.FunctionDef, depth: int) -> list[Names]:
        """What the names in a function stand for, once for each call of it that hands it texts."""
        parameters = [one.arg for one in function.args.posonlyargs + function.args.args if one.arg != "self"]
        found: list[Names] = []
        for caller, call in module.calls if depth else ():
            if name_of(call) != function.name or caller is function:
                continue
            handed = dict(zip(parameters, call.args, strict=False))
            handed |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
            for names in self._bindings(module, caller, depth - 1):
                texts = {name: self._texts(value, module, names) for name, value in handed.items()}
                known = {name: kept for name, each in texts.items() if (kept := [one for one in each if _says(one)])}
                found.append(self._local(module, function, known))
        return [one for one in found if one] or [self._local(module, function, {})]

    def _local(self, module: _Module, function: ast.FunctionDef, known: Names) -> Names:
        """The names given, and those assigned in the function to texts that say something."""
        names = dict(known)
        for name, value in assigned(ast.walk(function)):
            if texts := [one for one in self._texts(value, module, names) if _says(one)]:
                names[name] = [*names.get(name, []), *texts]
        return names

    def _whole(self, kind: str, sentence: str | None) -> list[str]:
        """What an error of this kind says, given its sentence; without one, the class's own words."""
        for name in self._line_of(kind):
            module, node = self._classes[name]
            start = next(
                (one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None
            )
            if start is None:
                continue
            passed = next(one for inside, one in module.calls if inside is start and name_of(one) == "__init__").args[0]
            names: dict[str, list[str]] = {"noun": [self._attribute(kind, "noun")]}
            if sentence is not None:
                names[start.args.args[1].arg] = [sentence]
            return self._texts(passed, module, self._local(module, start, names))
        return [sentence or ""]

    def _attribute(self, kind: str, wanted: str) -> str:
        for name in self._line_of(kind):
            for item in self._classes[name][1].body:
                if isinstance(item, ast.Assign) and name_of(item.targets[0]) == wanted:
                    return self._texts(item.value, self._classes[name][0], {})[0]
        return ""

    def _line_of(self, kind: str) -> Iterator[str]:
        """A class and those it derives from, nearest first."""
        while kind in self._classes:
            yield kind
            kind = next((name_of(base) for base in self._classes[kind][1].bases), "")

    # --- texts

    def _texts(self, node: ast.expr, module: _Module, names: Names) -> list[str]:
        """The texts that an expression can be; what is filled in stands in braces, by its name where it has one."""
        match node:
            case ast.Constant():
                return [str(node.value)]
            case ast.JoinedStr():
                return self._joined(node.values, module, names)
            case ast.FormattedValue():
                return self._texts(node.value, module, names)
            case ast.BinOp(op=ast.Add()):
                return self._joined([node.left, node.right], module, names)
            case ast.IfExp():
                both = self._texts(node.body, module, names) + self._texts(node.orelse, module, names)
                return [text for text in both if text] or [""]
            case ast.Attribute(attr="noun") if "noun" in names:
                return names["noun"]
            case ast.Attribute():
                return [_filled_in(node.attr)]
            case ast.Name():
                return self._named(node.id, module, names)
            case _:
                return ["{…}"]

    def _named(self, name: str, module: _Module, names: Names) -> list[str]:
        if name in names:
            return names[name]
        if name in module.constants:
            return self._texts(module.constants[name], module, {})
        elsewhere = self._modules.get(module.imports.get(name, ""))
        return self._named(name, elsewhere, {}) if elsewhere is not None else [_filled_in(name)]

    def _joined(self, parts: list[ast.expr], module: _Module, names: Names) -> list[str]:
        several = [self._texts(part, module, names) for part in parts]
        return list(dict.fromkeys("".join(one) for one in islice(product(*several), _MOST)))


def _filled_in(name: str) -> str:
    return f"{{{name.strip('_')}}}"


def _says(text: str) -> bool:
    """Whether a text has words of its own."""
    return bool(_FILLED.sub("", text).strip())


def _line(text: str) -> str:
    return " ".join(text.split("\n"))
