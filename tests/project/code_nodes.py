"""What both readers of source texts need: the program's for its codes and sentences, the tests' for the codes named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

CODE = re.compile(r"[A-Z][0-9]{2}")


def is_code(node: ast.AST | None) -> bool:
    """Whether a node is a literal that is a code and nothing else."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value) is not None


def literals(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The codes among the nodes."""
    return (node.value for node in nodes if is_code(node))  # type: ignore[attr-defined]


def name_of(node: ast.AST | None) -> str:
    """The last name of what a node refers to; empty if it has none."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.FormattedValue() | ast.Call():
            return name_of(node.value if isinstance(node, ast.FormattedValue) else node.func)
        case _:
            return ""


def assigned(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """The names that are assigned to, each with what it gets."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = zip(names, values, strict=False)
            case ast.Assign(targets=[target], value=value):
                pairs = zip([target], [value], strict=True)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                pairs = zip([target], [value], strict=True)
            case _:
                continue
        yield from ((name.id, value) for name, value in pairs if isinstance(name, ast.Name))
