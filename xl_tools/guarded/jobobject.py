"""A Windows job object around one process: bounded memory, no children, and gone with the process that holds it.

Loaded on Windows only. Structures and numbers are those of winnt.h.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import c_longlong, c_size_t, c_uint32, c_ulonglong, c_void_p
from typing import Any, ClassVar

ACTIVE_PROCESS, PROCESS_MEMORY, DIE_ON_UNHANDLED_EXCEPTION, KILL_ON_JOB_CLOSE = 0x8, 0x100, 0x400, 0x2000
EXTENDED_LIMIT_INFORMATION = 9
"""JobObjectExtendedLimitInformation of JOBOBJECTINFOCLASS."""
TERMINATE, SET_QUOTA = 0x0001, 0x0100
"""Rights on a process without which it cannot be assigned to a job."""


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION"""

    _fields_: ClassVar[Any] = [
        ("PerProcessUserTimeLimit", c_longlong),
        ("PerJobUserTimeLimit", c_longlong),
        ("LimitFlags", c_uint32),
        ("MinimumWorkingSetSize", c_size_t),
        ("MaximumWorkingSetSize", c_size_t),
        ("ActiveProcessLimit", c_uint32),
        ("Affinity", c_size_t),
        ("PriorityClass", c_uint32),
        ("SchedulingClass", c_uint32),
    ]


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION"""

    _fields_: ClassVar[Any] = [
        ("BasicLimitInformation", BasicLimits),
        # IO_COUNTERS
        ("IoInfo", c_ulonglong * 6),
        ("ProcessMemoryLimit", c_size_t),
        ("JobMemoryLimit", c_size_t),
        ("PeakProcessMemoryUsed", c_size_t),
        ("PeakJobMemoryUsed", c_size_t),
    ]


class Job:
    """A job object that holds one process, until it is closed or this program ends; then the process ends too.

    Args:
        process_id: a running child; it has not started processes of its own.
        memory: the most that it may commit, in bytes.
        kernel: functions of kernel32.dll.

    Raises: OSError naming the function that failed, with the number of the Windows error; nothing is left open.
    """

    def __init__(self, process_id: int, memory: int, kernel: Any = None) -> None:
        self._kernel = kernel or _kernel32()
        self._handle = self._checked("CreateJobObjectW", None, None)
        try:
            limits = ExtendedLimits()
            limits.BasicLimitInformation.LimitFlags = (
                ACTIVE_PROCESS | PROCESS_MEMORY | DIE_ON_UNHANDLED_EXCEPTION | KILL_ON_JOB_CLOSE
            )
            limits.BasicLimitInformation.ActiveProcessLimit = 1
            limits.ProcessMemoryLimit = memory
            size = ctypes.sizeof(limits)
            self._checked(
                "SetInformationJobObject", self._handle, EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), size
            )
            process = self._checked("OpenProcess", TERMINATE | SET_QUOTA, False, process_id)
            try:
                self._checked("AssignProcessToJobObject", self._handle, process)
            finally:
                self._kernel.CloseHandle(process)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the job, which ends its process; a second call does nothing."""
        handle, self._handle = self._handle, None
        if handle:
            self._kernel.CloseHandle(handle)

    def _checked(self, function: str, *arguments: Any) -> Any:
        result = getattr(self._kernel, function)(*arguments)
        if not result:
            raise OSError(self._kernel.last_error(), function)
        return result


def _kernel32() -> Any:
    if sys.platform != "win32":
        raise OSError(0, "kernel32")
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
    for function, arguments in SIGNATURES.items():
        found = getattr(kernel, function)
        found.argtypes = arguments
        # Handles have 64 bits and would be cut off as int; of the others every value but 0 is success.
        found.restype = c_void_p if function in ("CreateJobObjectW", "OpenProcess") else ctypes.c_int
    kernel.last_error = ctypes.get_last_error
    return kernel


SIGNATURES: dict[str, list[Any]] = {
    "CreateJobObjectW": [c_void_p, ctypes.c_wchar_p],
    "SetInformationJobObject": [c_void_p, ctypes.c_int, c_void_p, c_uint32],
    "OpenProcess": [c_uint32, ctypes.c_int, c_uint32],
    "AssignProcessToJobObject": [c_void_p, c_void_p],
    "CloseHandle": [c_void_p],
}
