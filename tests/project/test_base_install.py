"""The base installation alone, built as a wheel into an environment of its own, does the whole main job."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "numpy", "jinja2", "polars", "matplotlib")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the scripts of a fresh environment that holds xl_tools and its base requirements only."""
    folder = tmp_path_factory.mktemp("base")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    command = [
        scripts / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-cache-dir",
        ROOT,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "No matching distribution" in done.stderr:
        pytest.skip("no package index within reach")
    assert done.returncode == 0, done.stderr
    return scripts


def run(environment: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
    return subprocess.run(
        [environment / "xl-tools", *arguments],
        cwd=folder,
        env=clean | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_heavy_comes_with_the_base_installation(environment: Path) -> None:
    listed = subprocess.run(
        [environment / "python", "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=True,
    )
    names = {package["name"].lower() for package in json.loads(listed.stdout)}
    assert "xl_tools" in names or "xl-tools" in names
    assert names.isdisjoint(HEAVY)


def test_the_main_job_runs_from_the_wheel_far_from_the_checkout(environment: Path, tmp_path: Path) -> None:
    data = ROOT / "examples" / "data" / "suqian-2024.json"
    new = run(environment, tmp_path, "new", "新.xlsx", "--year", "2025", "--unit", "某局")
    assert new.returncode == 0, new.stderr
    for arguments in (
        ("import", str(data), "-o", "年报.xlsx"),
        ("validate", "年报.xlsx", "--write"),
        ("fill", "年报.xlsx"),
        ("export", "年报.xlsx"),
    ):
        done = run(environment, tmp_path, *arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    assert {".docx", ".html", ".pdf"} <= {file.suffix for file in tmp_path.iterdir()}
    demo = run(environment, tmp_path, "demo")
    assert demo.returncode == 0, demo.stderr


@pytest.mark.parametrize("module", ["xl_tools.cli", "xl_tools.tasks"])
def test_starting_a_command_imports_no_heavy_library(environment: Path, module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([environment / "python", "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint({"lxml", "docx", "xlsxwriter", "python_calamine", "rich", "openpyxl", "typst", "asyncio"})
