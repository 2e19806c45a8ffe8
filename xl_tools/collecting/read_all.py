"""Every file that came in → its reading, each content once, and only what no earlier run has read."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from xl_tools.collecting.basis import Basis, basis_of
from xl_tools.collecting.plain import reading_from_text
from xl_tools.collecting.pooled import Job, Outcome, job_of, read_here
from xl_tools.collecting.progress import READING, Progress, Told, shown
from xl_tools.collecting.state import Kept, State
from xl_tools.consolidation.reading import Reading
from xl_tools.errors import XlToolsError
from xl_tools.inputs import is_published

if TYPE_CHECKING:
    from pathlib import Path

    from xl_tools.consolidation.arrival import Arrival
    from xl_tools.judging import Standard

PROCESSES = "K26"
"""Code of a number of processes that cannot be."""
BATCH, SECONDS = 50, 2.0
"""Readings that are kept in one transaction, and the time after which fewer are."""
_NAME = "⟦文件名⟧"
"""As judged.py has it, which is too large to be loaded here (a test compares)."""


class Readings(Mapping[str, Reading]):
    """Readings by digest, each fetched from the state when it is first asked for; sorting keeps them all anyway.

    The state must stay open. What is said of a file names it as the first arrival of its content does.
    Raises: XlToolsError K21, K23 from whoever looks a reading up.
    """

    def __init__(self, names: Mapping[str, str], state: State, basis: str, passing: Mapping[str, str]) -> None:
        """Args:
        names: digest → name of the file.
        passing: digest → reading as text, of those that are not in the state.
        """
        self._names, self._state, self._basis, self._passing = names, state, basis, passing
        self._made = cache(self._make)

    def __getitem__(self, digest: str) -> Reading:
        if digest not in self._names:
            raise KeyError(digest)
        return self._made(digest)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, digest: object) -> bool:
        return digest in self._names

    def _make(self, digest: str) -> Reading:
        text = self._passing.get(digest) or self._state.reading(digest, self._basis)
        if _NAME in text:
            text = text.replace(_NAME, json.dumps(shown(self._names[digest]), ensure_ascii=False)[1:-1])
        return reading_from_text(text)


def read_all(
    arrivals: Iterable[Arrival],
    by: Standard,
    state: State,
    *,
    processes: int | None = None,
    cluster: str = "",
    progress: Progress | None = None,
    today: date | None = None,
) -> Readings:
    """Read and judge every workbook and data file among the arrivals.

    Published documents, pictures and what could not be opened get no reading. What was read is kept batch by batch:
    whoever ends this program loses a batch at most, and the next run goes on from there.

    Args:
        by: its pack counts; other reports, with which texts are compared, do not.
        processes: how many read at the same time, by default as this computer and the number of files suggest.
        cluster: address of a dask scheduler whose workers read, instead of this computer.
        progress: told after every file.
        today: the day on which what is due is due, and explanations that have no date were written; by default the
            present one.

    Raises: XlToolsError K21 … K26 as State, basis_of and this module have them, K27 … of the cluster; LimitsError.
    """
    if processes is not None and processes < 1:
        raise XlToolsError(f"同时读取的个数是 {processes}。", code=PROCESSES, hint="请写 1 或更大的数。")
    basis = basis_of(by, (today or date.today()).isoformat())
    firsts: dict[str, Arrival] = {}
    for one in arrivals:
        if one.error is None and one.digest and not is_published(_name(one)):
            firsts.setdefault(one.digest, one)
    names = {digest: one.origin.name for digest, one in firsts.items()}
    known = state.known(firsts, basis.digest, basis.today)
    jobs = [job_of(digest, one.file, one.origin.name) for digest, one in firsts.items() if digest not in known]
    passing: dict[str, str] = {}
    if jobs:
        with closing(_outcomes(jobs, basis, processes, cluster)) as outcomes:
            _keep(outcomes, basis, state, passing, Told(progress, len(jobs), READING), names)
    return Readings(names, state, basis.digest, passing)


def _outcomes(jobs: Sequence[Job], basis: Basis, processes: int | None, cluster: str) -> Generator[Outcome]:
    if cluster:
        from xl_tools.collecting.cluster import read_there

        return read_there(jobs, basis, cluster)
    if processes is None:
        from xl_tools.workbook.reader import processes_for

        processes = processes_for(len(jobs))
    return read_here(jobs, basis, processes)


def _keep(
    outcomes: Iterable[Outcome],
    basis: Basis,
    state: State,
    passing: dict[str, str],
    told: Told,
    names: Mapping[str, str],
) -> None:
    batch: list[Kept] = []
    kept = time.monotonic()
    try:
        for one in outcomes:
            if one.lasts:
                batch.append(Kept(one.digest, one.day, one.text))
            else:
                passing[one.digest] = one.text
            if len(batch) >= BATCH or time.monotonic() - kept > SECONDS:
                state.keep_readings(basis.digest, batch)
                batch, kept = [], time.monotonic()
            told(names[one.digest])
    finally:
        # Also if somebody pressed Ctrl-C.
        if batch:
            state.keep_readings(basis.digest, batch)


def _name(arrival: Arrival) -> Path:
    from pathlib import Path

    return Path(arrival.origin.name)
