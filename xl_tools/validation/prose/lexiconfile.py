"""prose.toml → the lexicon of one form; a mistake is a SpecError with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from xl_tools.expression import ExpressionError, match_names
from xl_tools.facts import FACT, load_facts
from xl_tools.finding import Severity
from xl_tools.forms.load import FORMS_FOLDER
from xl_tools.forms.model import Form
from xl_tools.forms.tomlsource import Path_, TomlSource
from xl_tools.validation.prose.lexicon import (
    MINUS,
    Absence,
    FactSum,
    Group,
    Lexicon,
    Measure,
    Outcome,
    Phrase,
    Status,
    review_measure,
)
from xl_tools.validation.prose.numerals import NumeralReader
from xl_tools.validation.prose.sentences import LAST_YEAR, NEXT_YEAR, THIS_YEAR
from xl_tools.validation.prose.windows import WINDOW_WORDS, Windows
from xl_tools.validation.prose.words import Words

FILE = FORMS_FOLDER / "common" / "prose.toml"
_GAP = r"([^，。；：（）！？0-9]{0,40}?)"
_FRAGMENT = re.compile(r"(?<!\(\?P)(?<!\(\?)<([a-z_]+)>")
_YEARS = {"last": LAST_YEAR, "year": THIS_YEAR, "next": NEXT_YEAR}
_TABLES = ("families", "measures", "absences", "outcomes", "groups", "statuses", "sums")
_MEASURE = (
    *("id", "name", "rule", "topic", "family", "hint", "kind", "cells", "also", "doubtful_also", "columns"),
    *("before", "after", "around", "bare", "doubtful", "doubtful_bare", "negative", "about", "with", "unless"),
    *("turns", "follows", "relation", "fact", "severity", "years", "inside"),
)


@cache
def load_lexicon(form: Form) -> Lexicon:
    """The lexicon for one form. Raises: SpecError with file and line, here or when its words are first used."""
    return LexiconReader(form, TomlSource(FILE)).read()


class LexiconReader:
    """Reads one prose.toml.

    Attributes:
        patterns: every pattern read; they are compiled when they are first looked for.
    """

    def __init__(self, form: Form, source: TomlSource) -> None:
        self.form, self.source = form, source
        self.patterns: list[Words] = []
        self.words: dict[str, str] = source.take(source.data, (), "words", dict)
        self.facts = {FACT + fact.id: fact for fact in load_facts(form)}

    def read(self) -> Lexicon:
        source, data = self.source, self.source.data
        source.only(data, (), "units", "words", "windows", "topics", "reviews", "harmless", *_TABLES)
        units: dict[str, Any] = source.take(data, (), "units", dict)
        windows: dict[str, Any] = source.take(data, (), "windows", dict)
        source.only(windows, ("windows",), *WINDOW_WORDS)
        topics: dict[str, Any] = source.take(data, (), "topics", dict)
        measures = tuple(self._measures())
        known = {measure.id: measure for measure in measures}
        reviews: dict[str, Any] = source.take(data, (), "reviews", dict)
        harmless: dict[str, Any] = source.take(data, (), "harmless", dict)
        source.only(harmless, ("harmless",), "filler", "neutral")
        source.only(reviews, ("reviews",), "about", "declared", "neutral")
        named = {name: self._text(topics, ("topics",), name) for name in topics}
        return Lexicon(
            numerals=NumeralReader({kind: source.strings(units, ("units",), kind) for kind in units}),
            windows=Windows({name: self._text(windows, ("windows",), name) for name in WINDOW_WORDS}),
            filler=self._compile(self._text(harmless, ("harmless",), "filler") + "$", ("harmless", "filler")),
            neutral=self._any(harmless, ("harmless",), "neutral"),
            topics=self._compile("|".join(f"(?P<{name}>{text})" for name, text in named.items()), ("topics",)),
            topic_words={name: self._compile(text, ("topics", name)) for name, text in named.items()},
            measures=tuple(measure for measure in measures if measure.cells or measure.columns),
            absences=tuple(self._absences(known)),
            outcomes=tuple(self._outcomes()),
            groups=tuple(self._groups()),
            statuses=tuple(self._statuses()),
            review_about=self._compile(self._text(reviews, ("reviews",), "about"), ("reviews", "about")),
            review_declared=self._compile(self._text(reviews, ("reviews",), "declared"), ("reviews", "declared")),
            review_neutral=self._any(reviews, ("reviews",), "neutral"),
            sums=tuple(self._fact_sums()),
        )

    def _items(self, key: str) -> Iterator[tuple[dict[str, Any], Path_]]:
        items: list[dict[str, Any]] = self.source.take(self.source.data, (), key, list)
        for index, item in enumerate(items):
            self.source.table(item, (key, index))
            yield item, (key, index)

    def _measures(self) -> Iterator[Measure]:
        for item, path in self._items("measures"):
            yield self._measure(item, path)
        for family, path in self._items("families"):
            members: list[dict[str, Any]] = self.source.take(family, path, "measures", list)
            shared = {key: value for key, value in family.items() if key not in ("id", "measures")}
            for index, item in enumerate(members):
                inner = (*path, "measures", index)
                self.source.table(item, inner)
                yield self._measure({"family": family.get("id", ""), **shared, **item}, inner)

    def _measure(self, item: dict[str, Any], path: Path_) -> Measure:
        source = self.source
        source.only(item, path, *_MEASURE)
        measure_id: str = source.take(item, path, "id", str, filled=True)
        severity: str = source.take(item, path, "severity", str, Severity.ERROR.value)
        if severity not in {known.value for known in Severity}:
            source.fail((*path, "severity"), f"severity is “{severity}”; expected error or query")
        return Measure(
            id=measure_id,
            name=source.take(item, path, "name", str, filled=True),
            rule=source.take(item, path, "rule", str, filled=True),
            topic=source.take(item, path, "topic", str, ""),
            family=source.take(item, path, "family", str, ""),
            hint=self._hint(item, path),
            kinds=frozenset(source.take(item, path, "kind", str, filled=True).split()),
            cells=self._cells(source.strings(item, path, "cells", []), path, measure_id),
            also=self._sums(item, path, "also"),
            doubtful_also=self._sums(item, path, "doubtful_also"),
            columns=source.strings(item, path, "columns", []),
            phrases=tuple(self._phrases(item, path)),
            about=self._optional(item, path, "about"),
            having=self._optional(item, path, "with"),
            unless=self._optional(item, path, "unless"),
            turns=self._turns(item, path),
            follows=frozenset(source.strings(item, path, "follows", [])),
            at_most=source.take(item, path, "relation", str, "") == "at most",
            fact=source.take(item, path, "fact", str, ""),
            severity=Severity(severity),
            any_year=source.take(item, path, "years", str, "") == "any",
            inside=source.take(item, path, "inside", bool, False),
        )

    def _hint(self, item: dict[str, Any], path: Path_) -> tuple[str, ...]:
        hint = self.source.strings(item, path, "hint")
        if not hint or not all(hint):
            self.source.fail((*path, "hint"), "“hint” needs a word that must stand near the number")
        return hint

    def _phrases(self, item: dict[str, Any], path: Path_) -> Iterator[Phrase]:
        for key in ("before", "bare", "doubtful", "doubtful_bare", "negative"):
            for text in self.source.strings(item, path, key, []):
                pattern = self._compile(f"(?:{self._expand(text, (*path, key))})$", (*path, key))
                bare = key in ("bare", "doubtful_bare", "negative")
                yield Phrase(pattern, None, key.startswith("doubtful"), bare, key == "negative")
        for text in self.source.strings(item, path, "after", []):
            yield Phrase(None, self._compile(self._expand(text, (*path, "after")), (*path, "after")))
        pairs: list[Any] = self.source.take(item, path, "around", list, [])
        for pair in pairs:
            here = (*path, "around")
            texts = self.source.strings({"around": pair}, path, "around") if isinstance(pair, list) else ()
            if len(texts) != 2:
                self.source.fail(here, "“around” holds pairs of texts: what stands before, and what stands behind")
            before, after = (self._expand(one, here) for one in texts)
            yield Phrase(self._compile(f"(?:{before})$", here), self._compile(after, here))

    def _turns(self, item: dict[str, Any], path: Path_) -> tuple[str, Words] | None:
        table: dict[str, Any] = self.source.take(item, path, "turns", dict, {})
        if not table:
            return None
        here = (*path, "turns")
        self.source.only(table, here, "into", "after")
        into: str = self.source.take(table, here, "into", str, filled=True)
        return into, self._compile(self._text(table, here, "after"), here)

    def _absences(self, known: Mapping[str, Measure]) -> Iterator[Absence]:
        source = self.source
        groups = {group.id: group for group in self._groups()}
        for item, path in self._items("absences"):
            source.only(item, path, "measures", "rule", "hint", "pattern", "behind", "about")
            ids = source.strings(item, path, "measures")
            for one in ids:
                if one not in known and one not in groups:
                    source.fail((*path, "measures"), f"there is no measure “{one}”")
            text = f"(?:{self._text(item, path, 'pattern')}){self._text(item, path, 'behind', '')}"
            measures = (known[one] if one in known else review_measure(groups[one]) for one in ids)
            yield Absence(
                measures=tuple(measure for measure in measures if measure.cells or measure.columns),
                rule=source.take(item, path, "rule", str, filled=True),
                hint=source.strings(item, path, "hint"),
                pattern=self._compile(text, (*path, "pattern")),
                about=source.take(item, path, "about", bool, False),
            )

    def _outcomes(self) -> Iterator[Outcome]:
        for item, path in self._items("outcomes"):
            self.source.only(item, path, "pattern", "statuses")
            pattern = self._compile(self._text(item, path, "pattern"), (*path, "pattern"))
            yield Outcome(pattern, self.source.strings(item, path, "statuses"))

    def _groups(self) -> Iterator[Group]:
        for item, path in self._items("groups"):
            self.source.only(item, path, "id", "name", "rule", "words", "items")
            id_, name, rule = (self.source.take(item, path, key, str, filled=True) for key in ("id", "name", "rule"))
            pattern = self._compile(self._text(item, path, "words"), (*path, "words"))
            yield Group(id_, name, rule, pattern, self.source.strings(item, path, "items"))

    def _statuses(self) -> Iterator[Status]:
        for item, path in self._items("statuses"):
            self.source.only(item, path, "id", "name", "words")
            id_, name = (self.source.take(item, path, key, str, filled=True) for key in ("id", "name"))
            words = self._text(item, path, "words")
            at_end = self._compile(f"(?:{words})(?:的|案件|为|有)*$", (*path, "words"))
            named = "(?=(?:行政)?(?:复议|诉讼)|未经)"
            modifier = self._compile(f"(?:{words})的(?:案件|申请)?(?:有|为|是|：|共)*{named}", (*path, "words"))
            yield Status(id_, name, at_end, modifier)

    def _fact_sums(self) -> Iterator[FactSum]:
        for item, path in self._items("sums"):
            self.source.only(item, path, "parts", "wholes", "at_most")
            names = self.source.strings(item, path, "parts")
            if unknown := [name for name in names if FACT + name not in self.facts]:
                self.source.fail((*path, "parts"), f"there is no fact “{unknown[0]}”")
            parts = tuple(self.facts[FACT + name] for name in names)
            at_most: bool = self.source.take(item, path, "at_most", bool, False)
            yield FactSum(parts, self._sums(item, path, "wholes"), at_most)

    def _cells(self, patterns: tuple[str, ...], path: Path_, measure_id: str) -> tuple[str, ...]:
        """The cells of this form; patterns that fit none are skipped, for the other edition has them."""
        found: dict[str, None] = {}
        for pattern in patterns:
            sign = MINUS if pattern.startswith(MINUS) else ""
            name = pattern.removeprefix(MINUS).replace("{id}", measure_id)
            if name.startswith(FACT):
                if name in self.facts:
                    found[name] = None
                continue
            if name.count(".") != 2:
                self.source.fail((*path, "cells"), f"“{name}” is no id of a cell: expected table.row.column")
            try:
                found |= dict.fromkeys(sign + cell for cell in match_names(name, self.form.cells))
            except ExpressionError:
                continue
        return tuple(found)

    def _sums(self, item: dict[str, Any], path: Path_, key: str) -> tuple[tuple[str, ...], ...]:
        sums: list[Any] = self.source.take(item, path, key, list, [])
        result: list[tuple[str, ...]] = []
        for index in range(len(sums)):
            patterns = self.source.strings({key: sums[index]}, path, key)
            if cells := self._cells(patterns, path, ""):
                result.append(cells)
        return tuple(result)

    def _optional(self, item: dict[str, Any], path: Path_, key: str) -> Words | None:
        text = self._text(item, path, key, "")
        return self._compile(text, (*path, key)) if text else None

    def _any(self, data: dict[str, Any], path: Path_, key: str) -> Words:
        words = [self._expand(text, (*path, key)) for text in self.source.strings(data, path, key)]
        return self._compile("|".join(sorted(words, key=len, reverse=True)), (*path, key))

    def _text(self, data: dict[str, Any], path: Path_, key: str, default: Any = ...) -> str:
        return self._expand(self.source.take(data, path, key, str, default), (*path, key))

    def _expand(self, text: str, path: Path_) -> str:
        def fragment(found: re.Match[str]) -> str:
            name = found[1]
            if name in _YEARS:
                return f"{_YEARS[name]}{{4}}"
            if name not in self.words:
                self.source.fail(path, f"there is no fragment <{name}> in [words]")
            return self._expand(self.words[name], ("words", name))

        return _FRAGMENT.sub(fragment, text).replace("…", _GAP)

    def _compile(self, text: str, path: Path_) -> Words:
        words = Words(text, lambda message: self.source.fail(path, message))
        self.patterns.append(words)
        return words
