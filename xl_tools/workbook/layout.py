"""Where everything stands in the template workbook, derived from the form alone.

The builder, the reader, the patcher and every message ask here; nothing else knows an address. A
change of any address is a new template version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from xl_tools.facts import FACT, FactItem, load_facts
from xl_tools.finding import Place
from xl_tools.forms import structure
from xl_tools.forms.grid import Grid, table_grid
from xl_tools.forms.load import all_forms, form_for_year
from xl_tools.forms.model import Form, Section
from xl_tools.forms.structure import Counted
from xl_tools.ledger.fields import CASES, REQUESTS
from xl_tools.report import NARRATIVE_KEYS
from xl_tools.report import PREVIOUS as PREVIOUS_CELL
from xl_tools.rule import Instance, Rule
from xl_tools.rules import load_rules
from xl_tools.workbook.spot import Spot
from xl_tools.workbook.titles import COVER_LABELS, LEAD_TITLE, NO_PARTS, PREVIOUS_LABELS

INDEX, COVER, PREVIOUS, CHARTS, CHANGES, HELP = "目录与审核", "封面", "上年数据", "图表", "修改记录", "填报说明"
TABLE_TOP = 2
"""Physical row (from 0) of the first row of a printed table: title and note stand above it."""
INDEX_TOP = 5
"""Row (from 0) of the first sheet listed on 目录与审核; the column titles stand one row above."""
DETAIL_COLUMN, STATUS_COLUMN = 4, 8
"""Columns of 目录与审核 that say what is missing in a sheet, and its status."""
FIELD_TOP = 4
"""Row (from 0) of the first field of 封面 and 上年数据, and of the first fact of a narrative sheet."""
RESULT_ROWS = 300
MARK_ROWS = 500
CHANGE_ROWS = 300
LEAD = "lead"
TALLIES = ("entered", "blank", "not_number", "not_allowed", "broken")
_PREVIOUS_PLACES = {"figure": 3, "proposed": 5, "reason": 6, "confirmed": 7}
_LAST_TEXT_PLACES = (1, 5)
PROPOSED = "proposed."
"""Before a cell id: the defined name of what last year's figure should have been."""
RESULT_COLUMNS = (
    *("number", "severity", "rule", "link", "message", "left", "right", "difference"),
    *("suggestion", "group", "explanation", "by", "on"),
)
"""Columns of the findings table on 目录与审核, from column A."""
HIDDEN_COLUMNS = ("sheet", "address", "code", "seen", "bound")
"""Hidden columns behind them: where the finding points, its rule, the digest of the values it was made on, and the
digests of values and words of the explanation."""
CHANGE_COLUMNS = ("time", "action", "sheet", "cell", "old", "new", "reason")


@dataclass(frozen=True, slots=True)
class TextRow:
    """The cells of one part of a narrative: formula sentence, the office's own text, the finished text.

    `digest` is hidden: the digest of the text last generated into `result`, by which an edit by hand is seen.
    `state` is a formula: whether the part is finished.
    """

    key: str
    part: str
    label: Spot
    sentence: Spot
    own: Spot
    result: Spot
    digest: Spot
    state: Spot


@dataclass(frozen=True)
class Layout:
    """All places of one template: form, and the form whose cells 上年数据 lists."""

    form: Form
    previous_form: Form

    @property
    def version(self) -> int:
        """The template version; an older one than the form's in a layout of `past` alone."""
        return self.form.template_version

    @property
    def stamp(self) -> str:
        """Content of the hidden name and the custom property that make a workbook ours."""
        return f"{self.form.id}|{self.form.edition}|{self.version}|{self.previous_form.id}"

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """Sheet names in workbook order."""
        sections = (section.sheet for section in self.form.sections)
        return (INDEX, COVER, *sections, PREVIOUS, *self.ledgers, CHARTS, CHANGES, HELP)

    @cached_property
    def ledgers(self) -> tuple[str, ...]:
        """The sheets of the ledger, where the form counts requests and reviews as a ledger does."""
        kinds = {structure.counted(block) for section in self.form.tables for block in section.blocks}
        return (REQUESTS, CASES) if {Counted.REQUESTS, Counted.REVIEWS} <= kinds else ()

    @property
    def cover_labels(self) -> Mapping[str, str]:
        """Fields of 封面 and the labels printed beside them."""
        return COVER_LABELS

    @property
    def previous_labels(self) -> Mapping[str, str]:
        """Fields of 上年数据 and the labels printed beside them."""
        return PREVIOUS_LABELS

    @property
    def result_columns(self) -> tuple[str, ...]:
        """Columns of the findings table, shown and hidden, from column A."""
        return (*RESULT_COLUMNS, *HIDDEN_COLUMNS)

    @cached_property
    def grids(self) -> Mapping[str, Grid]:
        """Printed grid by table section id; it stands at row TABLE_TOP, column A of its sheet."""
        return {section.id: table_grid(section) for section in self.form.tables}

    @cached_property
    def cells(self) -> Mapping[str, Spot]:
        """Number cells by cell id (top left cell where the form merges)."""
        return {
            cell.cell_id: Spot(section.sheet, TABLE_TOP + cell.row, cell.column)
            for section in self.form.tables
            for cell in self.grids[section.id].cells
            if cell.cell_id
        }

    @cached_property
    def checks(self) -> Mapping[tuple[str, str], Spot]:
        """Live difference of every linear equation, by (rule id, instance key); outside the print area.

        Rules over rows stand in columns to the right of the table, all others in rows below it.
        """
        result: dict[tuple[str, str], Spot] = {}
        for section in self.form.tables:
            right, below = self.grids[section.id].columns + 1, self.foot_top(section)
            for rule in load_rules(self.form).rules:
                if rule.table != section.id or not rule.live:
                    continue
                for instance in rule.instances:
                    result[rule.id, instance.key] = self._check(section, rule, instance, below, right)
                right, below = (right + 1, below) if rule.each == "row" else (right, below + 1)
        return result

    def _check(self, section: Section, rule: Rule, instance: Instance, below: int, right: int) -> Spot:
        first = self.cells[instance.equation.cells[0]]
        if rule.each == "row":
            return Spot(section.sheet, first.row, right)
        return Spot(section.sheet, below, first.column if rule.each else self.foot_column(section))

    def foot_top(self, section: Section) -> int:
        """Row (from 0) of the first check below a table; a heading stands one row above."""
        return TABLE_TOP + self.grids[section.id].rows + 2

    def foot_column(self, section: Section) -> int:
        """Column of single values below a table; the cells to its left hold their label."""
        grid = self.grids[section.id]
        return grid.label_columns or min(4, grid.columns)

    @cached_property
    def tallies(self) -> Mapping[tuple[str, str], Spot]:
        """Counters of each table sheet, by (section id, one of TALLIES); they feed the status on 目录与审核."""
        result: dict[tuple[str, str], Spot] = {}
        for section in self.form.tables:
            rows = [spot.row for spot in self.checks.values() if spot.sheet == section.sheet]
            top = max([*rows, self.foot_top(section) - 1]) + 1
            for offset, tally in enumerate(TALLIES):
                result[section.id, tally] = Spot(section.sheet, top + offset, self.foot_column(section))
        return result

    def entry(self, sheet: str) -> Spot:
        """First cell of the line of 目录与审核 that names a sheet. Raises ValueError for 目录与审核 itself."""
        return Spot(INDEX, INDEX_TOP + self.sheets[1:].index(sheet), 0)

    @cached_property
    def status(self) -> Mapping[str, Spot]:
        """Status cell (完整 / 缺填 / 勾稽不符) of each section on 目录与审核."""
        return {section.id: Spot(INDEX, self.entry(section.sheet).row, STATUS_COLUMN) for section in self.form.sections}

    @property
    def cover_status(self) -> Spot:
        """Status cell (完整 / 缺填) of 封面 on 目录与审核."""
        return Spot(INDEX, self.entry(COVER).row, STATUS_COLUMN)

    @cached_property
    def verdict(self) -> Mapping[str, Spot]:
        """What the last validation said: `conclusion`, `checked_on`, and counts by severity."""
        names = ("conclusion", "checked_on", "errors", "queries", "notices")
        top = self.result_top - 2
        return {name: Spot(INDEX, top, column) for name, column in zip(names, (0, 4, 5, 6, 7), strict=True)}

    @cached_property
    def result_top(self) -> int:
        """Row (from 0) of the first finding; its column titles stand one row above."""
        return INDEX_TOP + len(self.sheets) - 1 + 5

    def result(self, index: int, column: str) -> Spot:
        """A cell of the findings table; `column` is one of RESULT_COLUMNS or HIDDEN_COLUMNS."""
        return Spot(INDEX, self.result_top + index, self._result_places[column])

    @cached_property
    def _result_places(self) -> Mapping[str, int]:
        return {name: column for column, name in enumerate(self.result_columns)}

    def mark(self, index: int) -> Spot:
        """Hidden list of marked cells, “E|三、申请情况!D6”, that the conditional formats look up."""
        return Spot(INDEX, self.result_top + index, len(self.result_columns))

    @cached_property
    def cover(self) -> Mapping[str, Spot]:
        """Fields of 封面 by name (see COVER_LABELS)."""
        return {name: Spot(COVER, FIELD_TOP + index, 1) for index, name in enumerate(self.cover_labels)}

    @cached_property
    def facts(self) -> Mapping[str, Spot]:
        """Inputs for facts by id; those of the lead (address, telephone …) stand on 封面."""
        places = [(section.id, section.sheet, FIELD_TOP) for section in self.form.narratives]
        places.append((LEAD, COVER, FIELD_TOP + len(self.cover_labels) + 2))
        return {
            fact.id: Spot(sheet, top + offset, 1)
            for key, sheet, top in places
            for offset, fact in enumerate(self.facts_of(key))
        }

    def facts_of(self, key: str) -> tuple[FactItem, ...]:
        """Facts asked for with one text, in the order of the phrase book."""
        return tuple(fact for fact in load_facts(self.form) if fact.section == key)

    @cached_property
    def texts(self) -> Mapping[tuple[str, str], TextRow]:
        """Rows of the narrative sheets by (key, part id); part "" takes a text that is not split into parts."""
        result: dict[tuple[str, str], TextRow] = {}
        for section in self.form.narratives:
            keys = [(section.id, part) for part in ("", *(part.id for part in section.parts))]
            if section is self.form.narratives[0]:
                keys.insert(0, (LEAD, ""))
            top = self.text_top(section)
            for offset, (key, part) in enumerate(keys):
                spots = [Spot(section.sheet, top + offset, column) for column in range(6)]
                result[key, part] = TextRow(key, part, *spots)
        return result

    def text_title(self, key: str, part: str) -> str:
        """The label of a text row."""
        if key == LEAD:
            return LEAD_TITLE
        return next((one.heading or one.title for one in self.form.section(key).parts if one.id == part), NO_PARTS)

    def text_top(self, section: Section) -> int:
        """Row (from 0) of the first text of a narrative sheet; its column titles stand one row above."""
        return FIELD_TOP + len(self.facts_of(section.id)) + 3

    @cached_property
    def previous(self) -> Mapping[str, Spot]:
        """Last year's cells by cell id of the previous form, one a row on 上年数据."""
        top = FIELD_TOP + len(self.previous_labels) + 3
        return {
            cell_id: Spot(PREVIOUS, top + index, _PREVIOUS_PLACES["figure"])
            for index, cell_id in enumerate(self.previous_form.cells)
        }

    @cached_property
    def proposed(self) -> Mapping[str, Spot]:
        """What last year's figures should have been, by cell id of the previous form; `beside` gives the others."""
        column = _PREVIOUS_PLACES["proposed"]
        return {cell_id: Spot(PREVIOUS, spot.row, column) for cell_id, spot in self.previous.items()}

    def beside(self, proposed: Spot, column: str) -> Spot:
        """The cell of a column of PREVIOUS_COLUMNS in the row where a proposed figure was found."""
        offset = _PREVIOUS_PLACES[column] - _PREVIOUS_PLACES["proposed"]
        return Spot(proposed.sheet, proposed.row, proposed.column + offset)

    @cached_property
    def last_texts(self) -> Mapping[str, tuple[Spot, ...]]:
        """The cells of last year's texts by key, below its figures; the title of the columns stands one row above."""
        top = max(spot.row for spot in self.previous.values()) + 4
        keys = (LEAD, *(section.id for section in self.previous_form.narratives if section.id in NARRATIVE_KEYS))
        return {
            key: tuple(Spot(PREVIOUS, top + index, column) for column in _LAST_TEXT_PLACES)
            for index, key in enumerate(keys)
        }

    def last_text_title(self, key: str) -> str:
        """The label of one of last year's texts."""
        return f"{'导语' if key == LEAD else self.previous_form.section(key).title}（上年）"

    @cached_property
    def previous_fields(self) -> Mapping[str, Spot]:
        """Fields of last year's report by name (see PREVIOUS_LABELS)."""
        return {name: Spot(PREVIOUS, FIELD_TOP + index, 1) for index, name in enumerate(self.previous_labels)}

    def change(self, index: int) -> Spot:
        """First cell of a row of 修改记录; the columns are CHANGE_COLUMNS."""
        return Spot(CHANGES, 3 + index, 0)

    @cached_property
    def names(self) -> Mapping[str, Spot]:
        """Defined names of single cells."""
        names = dict(self.cells)
        names |= {f"previous.{cell_id}": spot for cell_id, spot in self.previous.items()}
        names |= {f"report.{name}": spot for name, spot in self.cover.items()}
        names |= {f"{PROPOSED}{cell_id}": spot for cell_id, spot in self.proposed.items()}
        names |= {f"last.{name}": spot for name, spot in self.previous_fields.items()}
        for key, spots in self.last_texts.items():
            names |= {f"last.text.{key}{'.more' * index}": spot for index, spot in enumerate(spots)}
        names |= {f"fact.{fact_id}": spot for fact_id, spot in self.facts.items()}
        names |= {f"status.{section_id}": spot for section_id, spot in self.status.items()}
        for (key, part), row in self.texts.items():
            stem = f"text.{key}.{part}" if part else f"text.{key}"
            names |= {f"{stem}.own": row.own, f"{stem}.result": row.result}
        return names

    def locate(self, key: str) -> Place:
        """Cell id (“previous.…” for last year's), or place of a text, → place, for messages.

        A text is named by its key, one part of it as “overview/requests”. Raises KeyError for anything else.
        """
        if key in self.cells:
            return self.cells[key].place
        if key.startswith(PREVIOUS_CELL):
            return self.previous[key.removeprefix(PREVIOUS_CELL)].place
        if key.startswith(FACT):
            return self.facts[key.removeprefix(FACT)].place
        if key in self.cover:
            return self.cover[key].place
        text, _, part = key.partition("/")
        return self.texts[text, part].result.place

    def address(self, key: str) -> str:
        """Reference for a formula of a phrase: cell id, `previous.…`, `fact:…`, `unit.name` or `year`.

        Raises: KeyError for anything else.
        """
        if key.startswith(FACT):
            return self.facts[key.removeprefix(FACT)].reference
        if key.startswith(PREVIOUS_CELL):
            return self.previous[key.removeprefix(PREVIOUS_CELL)].reference
        fields = {"unit.name": "unit", "unit.level": "level", "year": "year"}
        return self.cover[fields[key]].reference if key in fields else self.cells[key].reference


@cache
def layout_for(form: Form, previous_form: Form) -> Layout:
    return Layout(form, previous_form)


def layout_for_year(form: Form, year: int) -> Layout:
    """The layout for a report on `year`; 上年数据 lists the edition of the year before, or else the same one."""
    earlier = [other for other in all_forms() if other.applies_to(year - 1)]
    return layout_for(form, form_for_year(year - 1) if earlier else form)
