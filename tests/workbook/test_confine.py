"""The reading process is confined: by itself on POSIX, by a job object of its parent on Windows (played here)."""

from __future__ import annotations

import ctypes
import json
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from workbook_files import filled, filled_report, write

from xl_tools.guarded import confine, jobobject, pool
from xl_tools.guarded.jobobject import BasicLimits, ExtendedLimits, Job
from xl_tools.guarded.pool import Worker
from xl_tools.guarded.worker import REQUEST
from xl_tools.intake.limits import DEFAULT
from xl_tools.workbook.reader import read_workbook

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc, as Linux has it")
MEMORY = 300 * 2**20
ROOT = Path(confine.__file__).parents[2]


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(DEFAULT._replace(memory=MEMORY))
    yield worker
    worker.close()


# --- POSIX


@linux
def test_reading_process_is_within_its_bounds(tmp_path: Path, worker: Worker) -> None:
    read_workbook(write(tmp_path, filled()), worker)
    limits = Path(f"/proc/{worker.pid}/limits").read_text()
    bounds = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()[1:]}
    wanted = {
        "Max address space": MEMORY,
        "Max core file size": 0,
        "Max file size": 0,
        "Max open files": confine.FILES,
        "Max processes": 0,
    }
    assert {name: bounds[name] for name in wanted} == {name: [str(size)] * 2 for name, size in wanted.items()}


@posix
def test_confined_process_writes_nothing_and_opens_little(tmp_path: Path) -> None:
    code = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from xl_tools.guarded.confine import confine_reading
confine_reading()
def refused(act):
    try:
        act()
    except OSError as error:
        return type(error).__name__
def write():
    with open("new.txt", "w") as file:
        file.write("a")
held = []
def open_many():
    for _ in range(100):
        held.append(open(sys.executable, "rb"))
print(refused(write), refused(open_many), len(held) < 32)
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.split() == ["OSError", "OSError", "True"]
    assert (tmp_path / "new.txt").read_text() == ""


@posix
def test_bound_that_a_system_does_not_offer_or_forbids_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    def refuse(kind: int, _: tuple[int, int]) -> None:
        if kind == resource.RLIMIT_CORE:
            raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    monkeypatch.delattr(resource, "RLIMIT_AS")
    assert confine.confine_loading(MEMORY) == ["RLIMIT_AS", "RLIMIT_CORE"]


@posix
def test_process_that_reads_for_nobody_ends_when_its_time_is_up() -> None:
    """Its parent is gone, the file keeps it in a loop that never returns to Python's own signal handling."""
    code = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
import re
import xl_tools.workbook.extract as module
module.extract = lambda *_, **__: re.match("(a*)*b", "a" * 40)
from xl_tools.guarded.worker import main
main({2**30}, "xl_tools.workbook.extract")
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin and process.stdout
    asked = json.dumps([DEFAULT._replace(seconds=1), {"wanted": {}}]).encode()
    start = time.monotonic()
    process.stdin.write(REQUEST.pack(len(asked), 1) + asked + b"a")
    process.stdin.close()
    process.stdout.close()
    try:
        # A second to start, one that it has, one that it is given.
        assert process.wait(20) == -signal.SIGALRM
        assert time.monotonic() - start >= 1
    finally:
        process.kill()


# --- Windows, as far as it can be played


def test_structures_are_those_of_winnt_h() -> None:
    assert ctypes.sizeof(ctypes.c_void_p) == 8
    assert (ctypes.sizeof(BasicLimits), ctypes.sizeof(ExtendedLimits)) == (64, 144)
    basic = {name: getattr(BasicLimits, name).offset for name, _ in BasicLimits._fields_}
    assert basic == {
        "PerProcessUserTimeLimit": 0,
        "PerJobUserTimeLimit": 8,
        "LimitFlags": 16,
        "MinimumWorkingSetSize": 24,
        "MaximumWorkingSetSize": 32,
        "ActiveProcessLimit": 40,
        "Affinity": 48,
        "PriorityClass": 56,
        "SchedulingClass": 60,
    }
    extended = {name: getattr(ExtendedLimits, name).offset for name, _ in ExtendedLimits._fields_}
    assert extended == {
        "BasicLimitInformation": 0,
        "IoInfo": 64,
        "ProcessMemoryLimit": 112,
        "JobMemoryLimit": 120,
        "PeakProcessMemoryUsed": 128,
        "PeakJobMemoryUsed": 136,
    }


class Kernel:
    """Functions of kernel32, which note how they are called; one of them may fail."""

    JOB, PROCESS, DENIED = 0x5_0000_0001, 0x5_0000_0002, 5

    def __init__(self, failing: str = "") -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.limits = ExtendedLimits()
        self._failing = failing

    def last_error(self) -> int:
        return self.DENIED

    def __getattr__(self, function: str) -> Callable[..., int]:
        results = {"CreateJobObjectW": self.JOB, "OpenProcess": self.PROCESS}

        def call(*arguments: Any) -> int:
            if function == "SetInformationJobObject":
                ctypes.memmove(ctypes.byref(self.limits), arguments[2], arguments[3])
                arguments = (*arguments[:2], arguments[3])
            self.calls.append((function, *arguments))
            return 0 if function == self._failing else results.get(function, 1)

        return call


def test_job_is_made_limited_and_given_the_process_in_this_order() -> None:
    kernel = Kernel()
    job = Job(4711, MEMORY, kernel)
    assert kernel.calls == [
        ("CreateJobObjectW", None, None),
        # JobObjectExtendedLimitInformation
        ("SetInformationJobObject", Kernel.JOB, 9, 144),
        # PROCESS_TERMINATE | PROCESS_SET_QUOTA
        ("OpenProcess", 0x0101, False, 4711),
        ("AssignProcessToJobObject", Kernel.JOB, Kernel.PROCESS),
        ("CloseHandle", Kernel.PROCESS),
    ]
    basic = kernel.limits.BasicLimitInformation
    # ACTIVE_PROCESS, PROCESS_MEMORY, DIE_ON_UNHANDLED_EXCEPTION, KILL_ON_JOB_CLOSE
    assert (basic.LimitFlags, basic.ActiveProcessLimit) == (0x8 | 0x100 | 0x400 | 0x2000, 1)
    assert kernel.limits.ProcessMemoryLimit == MEMORY
    job.close()
    job.close()
    assert kernel.calls[5:] == [("CloseHandle", Kernel.JOB)]


FUNCTIONS = ("CreateJobObjectW", "SetInformationJobObject", "OpenProcess", "AssignProcessToJobObject")


@pytest.mark.parametrize("failing", FUNCTIONS)
def test_function_that_fails_is_named_and_nothing_stays_open(failing: str) -> None:
    kernel = Kernel(failing)
    with pytest.raises(OSError, match=failing) as caught:
        Job(4711, MEMORY, kernel)
    assert (caught.value.errno, caught.value.strerror) == (Kernel.DENIED, failing)
    names = [call[0] for call in kernel.calls]
    assert [name for name in names if name != "CloseHandle"] == list(FUNCTIONS[: FUNCTIONS.index(failing) + 1])
    opened = [Kernel.JOB][: failing != "CreateJobObjectW"] + [Kernel.PROCESS][: failing == "AssignProcessToJobObject"]
    assert sorted(call[1] for call in kernel.calls if call[0] == "CloseHandle") == sorted(opened)


def test_functions_are_declared_before_they_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a declared result a handle would be cut to 32 bits."""
    made: list[tuple[str, bool]] = []

    class Library:
        def __init__(self, name: str, *, use_last_error: bool) -> None:
            made.append((name, use_last_error))
            for function in (*FUNCTIONS, "CloseHandle"):
                setattr(self, function, type(function, (), {})())

    monkeypatch.setattr(jobobject.sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "WinDLL", Library, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 5, raising=False)
    kernel = jobobject._kernel32()
    assert made == [("kernel32", True)]
    results = {function: getattr(kernel, function).restype for function in (*FUNCTIONS, "CloseHandle")}
    handles = dict.fromkeys(("CreateJobObjectW", "OpenProcess"), ctypes.c_void_p)
    assert results == {**dict.fromkeys(results, ctypes.c_int), **handles}
    counts = [len(getattr(kernel, function).argtypes) for function in (*FUNCTIONS, "CloseHandle")]
    assert counts == [2, 4, 3, 2, 1]
    assert kernel.last_error() == 5


def test_on_windows_the_parent_holds_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel()
    monkeypatch.setattr(jobobject, "_kernel32", lambda: kernel)
    monkeypatch.setattr(confine.sys, "platform", "win32")
    held = confine.hold(4711, MEMORY)
    assert isinstance(held, Job)
    assert kernel.calls[2] == ("OpenProcess", 0x0101, False, 4711)
    assert confine.confine_loading(MEMORY) == []


def test_on_windows_no_launcher_stands_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_base_executable", r"C:\Python\python.exe", raising=False)
    monkeypatch.setattr(sys, "executable", r"C:\venv\Scripts\python.exe")
    assert pool.python() == r"C:\venv\Scripts\python.exe"
    monkeypatch.setattr(sys, "platform", "win32")
    assert pool.python() == r"C:\Python\python.exe"


def test_hold_is_closed_with_the_process(tmp_path: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel, given = Kernel(), []

    def hold(process_id: int, memory: int) -> Job:
        given.append((process_id, memory))
        return Job(process_id, memory, kernel)

    monkeypatch.setattr(pool, "hold", hold)
    path = write(tmp_path, filled())
    read_workbook(path, worker)
    read_workbook(path, worker)
    assert given == [(worker.pid, MEMORY)]
    assert ("CloseHandle", Kernel.JOB) not in kernel.calls
    worker.close()
    assert kernel.calls[-1] == ("CloseHandle", Kernel.JOB)


def test_process_that_cannot_be_held_still_reads_and_it_is_noted_once(
    tmp_path: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def hold(process_id: int, memory: int) -> Job:
        return Job(process_id, memory, Kernel("AssignProcessToJobObject"))

    caplog.set_level(logging.INFO)
    monkeypatch.setattr(pool, "hold", hold)
    path = write(tmp_path, filled())
    for _ in range(2):
        assert read_workbook(path, worker).report == filled_report()
        worker.close()
    assert [record.getMessage() for record in caplog.records] == ["reading without AssignProcessToJobObject 5"]
