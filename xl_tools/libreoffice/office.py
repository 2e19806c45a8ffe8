"""Starting, reaching and ending a LibreOffice of our own, over a named pipe, with a profile of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from xl_tools.libreoffice.bridge import load_uno, uno_exception
from xl_tools.soffice import PROGRAM_VARIABLE, find_soffice

# On Windows a process group is made by a flag, elsewhere by a session of its own.
_OWN_GROUP = subprocess.CREATE_NEW_PROCESS_GROUP if sys.platform == "win32" else 0
_QUIET_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value>\
</prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>\
</item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>99.9</value>\
</prop></item>
<item oor:path="/org.openoffice.Office.Recovery/AutoSave"><prop oor:name="Enabled" oor:op="fuse"><value>false</value>\
</prop></item>
</oor:items>
"""


class OfficeUnavailable(RuntimeError):
    """LibreOffice is not installed, did not start in time, or has ended."""


def soffice_program() -> str:
    """The soffice program. Raises: OfficeUnavailable when there is none."""
    program = find_soffice()
    if program is None:
        raise OfficeUnavailable(f"soffice was not found; install LibreOffice Calc or set {PROGRAM_VARIABLE}")
    return program


class Office:
    """A LibreOffice process of our own; use it as a context manager.

    Args:
        headless: no window at all (tests, scripts); otherwise windows on the current display.
        timeout: seconds to wait for the program to answer.
        profile: a user profile folder to keep; by default a fresh one, deleted at the end.
        environment: additions to the environment of the process.
        options: further options of the command line.
    """

    def __init__(
        self,
        *,
        headless: bool = True,
        timeout: float = 60.0,
        profile: Path | None = None,
        environment: dict[str, str] | None = None,
        options: Sequence[str] = (),
    ) -> None:
        self.headless = headless
        self.timeout = timeout
        self.pipe = f"xltools{uuid.uuid4().hex}"
        self._environment = environment or {}
        self._options = tuple(options)
        self._keep_profile = profile is not None
        self._profile = profile
        self._process: subprocess.Popen[bytes] | None = None
        self._context: Any = None

    @property
    def context(self) -> Any:
        """The remote component context: the key to everything in LibreOffice."""
        if self._context is None:
            raise OfficeUnavailable("LibreOffice is not running")
        return self._context

    @property
    def pid(self) -> int:
        """Process id of the process group's leader."""
        if self._process is None:
            raise OfficeUnavailable("LibreOffice is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start the process and connect to it.

        Raises:
            OfficeUnavailable: when it is not installed or does not answer in time.
        """
        uno = load_uno()
        program = soffice_program()
        profile = self._prepare_profile()
        options = ["--headless", "--nologo", "--nodefault"] if self.headless else ["--nologo", "--nodefault"]
        command = [
            program,
            *options,
            "--norestore",
            "--nofirststartwizard",
            "--nolockcheck",
            f"--accept=pipe,name={self.pipe};urp;StarOffice.ComponentContext",
            f"-env:UserInstallation={profile.absolute().as_uri()}",
            *self._options,
        ]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self._environment},
            creationflags=_OWN_GROUP,
            start_new_session=sys.platform != "win32",
        )
        try:
            self._context = self._connect(uno)
        except BaseException:
            self.kill()
            raise
        return self

    def _prepare_profile(self) -> Path:
        if self._profile is None:
            self._profile = Path(tempfile.mkdtemp(prefix="xl-tools-office-"))
        settings = self._profile / "user" / "registrymodifications.xcu"
        if not settings.exists():
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text(_QUIET_PROFILE, encoding="utf-8")
        return self._profile

    def _connect(self, uno: Any) -> Any:
        resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        deadline = time.monotonic() + self.timeout
        refused = uno_exception("com.sun.star.connection.NoConnectException")
        while time.monotonic() < deadline:
            if not self.running:
                raise OfficeUnavailable("LibreOffice ended while starting")
            try:
                return resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
            except refused:
                time.sleep(0.05)
        raise OfficeUnavailable(f"LibreOffice did not answer within {self.timeout:.0f} seconds")

    def stop(self) -> None:
        """Ask the process to end, then end its group, and delete a profile that is not to be kept."""
        context, self._context = self._context, None
        if context is not None and self.running:
            # The connection breaks while the answer is on its way; that is the success.
            with contextlib.suppress(Exception):
                context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                if self._process is not None:
                    self._process.wait(5)
        self.kill()

    def kill(self) -> None:
        """End the whole process group at once, without asking."""
        self._context = None
        process, self._process = self._process, None
        if process is not None:
            _end_group(process)
        if self._profile is not None and not self._keep_profile:
            shutil.rmtree(self._profile, ignore_errors=True)
            self._profile = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()


def _end_group(process: subprocess.Popen[bytes]) -> None:
    # soffice is a starter whose real process is a child: ending the starter alone leaves soffice.bin behind.
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
