"""A city's yearly reports from the inbox to the summary workbook, against a plain loop of pandas over the workbooks.

Ours: gate, guarded read, all rules, total, comparison, summary workbook, provenance and board, with one and with two
processes, and on a dask cluster of two worker processes; then once more with nothing new. Reading alone is told apart.
Peer: pandas.read_excel of all sheets, concat, to_excel; over a sample of the workbooks, scaled by their number, for
all would take minutes. Memory is the most that all processes of a run use together at one moment (resident set, which
counts what they share more than once). Times on a shared machine mean little; ratios of one run are what counts.

    python benchmarks/consolidate.py [--units 2000] [--sample 100] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
AS_OF, OFFICE = date(2026, 2, 10), "安和市"
MOMENT = 0.1
"""Seconds between two looks at the memory."""
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=100, help="workbooks that the peer reads")
    parser.add_argument("--folder", type=Path, help="where the city is made, or was made before")
    parser.add_argument("--run", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        job, *arguments = options.run
        print(json.dumps({"ours": ours, "read": read, "peer": peer}[job](*arguments)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        inbox = make_city(folder, options.units)
        compare(inbox, Path(scratch), options.units, min(options.sample, options.units))


def make_city(folder: Path, units: int) -> Path:
    """The inbox of a city of so many units; one that stands there already is used again."""
    inbox = folder / f"city{units}" / "收件"
    if not inbox.exists():
        sys.path.insert(0, str(TESTS))
        from support.county import city

        city(inbox.parent, units)
    return inbox


def compare(inbox: Path, scratch: Path, units: int, sample: int) -> None:
    """Every run in a process of its own, one after the other."""
    plain = scratch / "plain"
    plain.mkdir()
    found = measured("read", str(inbox), str(scratch / "kept"), "2", str(plain), str(sample))
    print(f"{units} units; {os.cpu_count()} processors; {found['files']} workbooks come out of the inbox")
    print(f"{'':34}{'seconds':>9}{'ms a file':>11}{'MB':>8}{'× peer':>8}")
    peer_run = measured("peer", str(plain), str(scratch / "peer.xlsx"))
    scale = units / sample
    whole = peer_run["seconds"] * scale
    told = f"pandas loop (of {sample}, scaled)" if sample < units else "pandas loop"
    line(told, whole, units, peer_run["memory"], 1.0)
    for name, processes in (("one process", "1"), ("two processes", "2")):
        made = measured("ours", str(inbox), str(scratch / f"ours{processes}"), processes, "")
        line(name, made["seconds"], units, made["memory"], whole / made["seconds"])
        line("  of that reading and judging", made["reading"], units, 0, whole / made["reading"])
        assert made["added"] == units, made
    again = measured("ours", str(inbox), str(scratch / "ours2"), "2", "")
    line("  once more, nothing new", again["seconds"], units, again["memory"], whole / again["seconds"])
    with Dask(scratch, 2) as cluster:
        made = measured("ours", str(inbox), str(scratch / "dask"), "0", cluster.address, beside=cluster.processes)
    line("dask, two workers", made["seconds"], units, made["memory"], whole / made["seconds"])
    line("  of that reading and judging", made["reading"], units, 0, whole / made["reading"])


def line(name: str, seconds: float, units: int, memory: int, ratio: float) -> None:
    """One row of the table."""
    shown = f"{memory / 2**20:8.0f}" if memory else f"{'':8}"
    print(f"{name:34}{seconds:9.1f}{seconds / units * 1000:11.1f}{shown}{ratio:8.1f}", flush=True)


# --- the runs, each in a process of its own


def ours(inbox: str, out: str, processes: str, cluster: str) -> dict[str, float]:
    """From the inbox to all that `consolidate` writes."""
    from xl_tools import tasks
    from xl_tools.collecting import read_all as reading
    from xl_tools.units import Level

    spent = 0.0
    plain: Callable[..., object] = reading.read_all

    def timed(*arguments: object, **more: object) -> object:
        nonlocal spent
        began = time.perf_counter()
        try:
            return plain(*arguments, **more)
        finally:
            spent += time.perf_counter() - began

    reading.read_all = timed  # type: ignore[assignment]
    Path(out).mkdir(exist_ok=True)
    start = time.perf_counter()
    made = tasks.consolidate(
        [Path(inbox)],
        Path(out) / "汇总.xlsx",
        office=(OFFICE, Level.CITY_GOVERNMENT),
        as_of=AS_OF,
        processes=int(processes) or None,
        cluster=cluster,
        force=True,
    )
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "reading": spent, "added": len(made.collected.total.contributions)}


def read(inbox: str, keep: str, _processes: str, plain: str, sample: str) -> dict[str, float]:
    """Take everything out of its containers, and lay a sample of the workbooks side by side for the peer."""
    from xl_tools.collecting.inbox import open_inbox

    arrivals = [one for one in open_inbox([Path(inbox)], Path(keep)) if one.file.suffix == ".xlsx"]
    step = max(1, len(arrivals) // int(sample))
    for number, one in enumerate(arrivals[::step][: int(sample)]):
        (Path(plain) / f"{number:05}.xlsx").write_bytes(one.file.read_bytes())
    return {"files": len(arrivals)}


def peer(folder: str, out: str) -> dict[str, float]:
    """What people write who know pandas: all sheets of all files below each other."""
    import pandas

    start = time.perf_counter()
    sheets: dict[str, list[pandas.DataFrame]] = {}
    for file in sorted(Path(folder).glob("*.xlsx")):
        for name, frame in pandas.read_excel(file, engine="openpyxl", sheet_name=None, header=None).items():
            sheets.setdefault(name, []).append(frame.assign(file=file.name))
    with pandas.ExcelWriter(out, engine="openpyxl") as writer:
        for name, frames in sheets.items():
            pandas.concat(frames).to_excel(writer, sheet_name=name)
    return {"seconds": time.perf_counter() - start}


# --- measuring


def measured(*run: str, beside: Sequence[int] = ()) -> dict[str, float]:
    """What a run says of itself, and the most memory that it and its children used together.

    Args:
        beside: processes that work for it without being its children.
    """
    command = [sys.executable, __file__, "--run", *run]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        memory = Memory([process.pid, *beside])
        content, _ = process.communicate()
        found: dict[str, float] = json.loads(content.splitlines()[-1])
    return found | {"memory": memory.most()}


class Memory:
    """Looks at the memory of some processes and their children until it is asked."""

    def __init__(self, processes: Sequence[int]) -> None:
        self._processes, self._most = processes, 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def most(self) -> int:
        """Bytes; 0 where the system does not tell."""
        self._end.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._end.wait(MOMENT) and Path("/proc/self/statm").exists():
            parents, resident = all_processes()
            wanted = set(self._processes)
            # Children are younger than their parents, but numbers may begin anew: as many rounds as there are levels.
            while more := {child for child, parent in parents.items() if parent in wanted} - wanted:
                wanted |= more
            self._most = max(self._most, sum(resident.get(process, 0) for process in wanted))


def all_processes() -> tuple[dict[int, int], dict[int, int]]:
    """Parent and resident bytes of every process."""
    parents: dict[int, int] = {}
    resident: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                resident[int(folder.name)] = int((folder / "statm").read_text().split()[1]) * PAGE
            except (OSError, IndexError):
                continue
    return parents, resident


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


class Dask:
    """A scheduler and workers as processes of their own."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._file = folder / "scheduler.json"
        self._started = [self._start("scheduler", "--host", "127.0.0.1", "--port", "0")]
        while not (self._file.exists() and self._file.stat().st_size):
            time.sleep(MOMENT)
        self.address: str = json.loads(self._file.read_text())["address"]
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        self._started += [self._start("worker", *options) for _ in range(workers)]
        from distributed import Client

        with Client(self.address, timeout=60) as client:
            client.wait_for_workers(workers, timeout=60)

    def __enter__(self) -> Dask:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            process.kill()
            process.wait()

    @property
    def processes(self) -> list[int]:
        return [process.pid for process in self._started]

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--scheduler-file", str(self._file), "--no-dashboard"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )


if __name__ == "__main__":
    main()
