"""The same reading on a real cluster of separate worker processes: same result to the byte, also when one is killed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from consolidation.collecting_books import arrivals_of, mixed_files, texts_of
from consolidation.collecting_cluster import Cluster, cut_off, give_up, mistake

from xl_tools.collecting import cluster as on_cluster
from xl_tools.collecting.read_all import read_all
from xl_tools.collecting.state import State
from xl_tools.consolidation.arrival import Arrival
from xl_tools.errors import XlToolsError
from xl_tools.judging import Standard, standard

PACK = Path(__file__).parents[2] / "examples" / "packs" / "示例省.toml"
STANDARD = Standard()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster"), 2) as cluster:
        cluster.wait_for_workers(2)
        yield cluster


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> list[Arrival]:
    return arrivals_of(tmp_path_factory.mktemp("inbox"), mixed_files(12))


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_cluster, "BATCH", 2)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "状态.sqlite") as state:
        yield state


@pytest.fixture(scope="module")
def local(inbox: list[Arrival], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    with State(tmp_path_factory.mktemp("local") / "状态.sqlite") as state:
        return texts_of(read_all(inbox, STANDARD, state, processes=1), inbox)


def refused(inbox: list[Arrival], state: State, address: str) -> XlToolsError:
    with pytest.raises(XlToolsError) as error:
        read_all(inbox, STANDARD, state, cluster=address)
    return error.value


def test_the_result_is_that_of_this_computer_to_the_byte(
    cluster: Cluster, inbox: list[Arrival], state: State, local: dict[str, str]
) -> None:
    readings = read_all(inbox, STANDARD, state, cluster=cluster.address)
    assert texts_of(readings, inbox) == local
    # All is in the state: the next run asks nobody.
    assert texts_of(read_all(inbox, STANDARD, state, cluster="tcp://127.0.0.1:9"), inbox) == local


def test_the_pack_travels_along(cluster: Cluster, inbox: list[Arrival], tmp_path: Path) -> None:
    by, some = standard(PACK), inbox[:3]
    with State(tmp_path / "here.sqlite") as here, State(tmp_path / "there.sqlite") as there:
        own = texts_of(read_all(some, by, here, processes=1), some)
        assert texts_of(read_all(some, by, there, cluster=cluster.address), some) == own


def test_what_a_killed_worker_had_is_done_by_another(
    cluster: Cluster, inbox: list[Arrival], state: State, local: dict[str, str]
) -> None:
    names: list[str] = []

    def kill(step) -> None:
        names.append(step.name)
        if len(names) == 3:
            cluster.kill_worker()

    try:
        readings = read_all(inbox, STANDARD, state, cluster=cluster.address, progress=kill)
        assert len(cluster.workers) == 1
        assert sorted(names) == sorted({one.origin.name for one in inbox if one.digest in readings} - {"又一份.xlsx"})
        assert texts_of(readings, inbox) == local
    finally:
        cluster.add_worker()
        cluster.wait_for_workers(2)


def test_a_worker_that_does_not_see_a_file_says_so(cluster: Cluster, inbox: list[Arrival], state: State) -> None:
    inbox[4].file.rename(inbox[4].file.with_suffix(".away"))
    try:
        error = refused(inbox, state, cluster.address)
    finally:
        inbox[4].file.with_suffix(".away").rename(inbox[4].file)
    assert error.code == "K31"
    assert str(inbox[4].file) in str(error)
    assert "tcp://127.0.0.1:" in str(error)


def test_a_worker_with_another_version_says_so(
    cluster: Cluster, inbox: list[Arrival], state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xl_tools.collecting import basis

    monkeypatch.setattr(basis, "program", lambda: "another")
    error = refused(inbox, state, cluster.address)
    assert error.code == "K30"
    assert "tcp://127.0.0.1:" in str(error)


def test_a_cluster_without_workers_is_told(inbox: list[Arrival], state: State, tmp_path: Path) -> None:
    with Cluster(tmp_path, 0) as empty:
        assert refused(inbox, state, empty.address).code == "K29"


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "no such address", "http://127.0.0.1:9"])
def test_a_scheduler_that_cannot_be_reached_is_told(
    inbox: list[Arrival], state: State, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_cluster, "_CONNECT", 1)
    error = refused(inbox, state, address)
    assert error.code == "K28"
    assert address in str(error)


def test_without_the_package_it_is_named(inbox: list[Arrival], state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    error = refused(inbox, state, "tcp://127.0.0.1:9")
    assert error.code == "K27"
    assert "xl_tools[cluster]" in error.hint


@pytest.mark.parametrize(("said", "code"), [(give_up, "K32"), (cut_off, "K28")])
def test_what_a_cluster_cannot_do_is_told(
    cluster: Cluster, inbox: list[Arrival], state: State, monkeypatch: pytest.MonkeyPatch, said, code: str
) -> None:
    """What dask says then, said by a function that stands in for ours on the worker."""
    monkeypatch.setattr(on_cluster, "read_batch", said)
    assert refused(inbox, state, cluster.address).code == code


def test_a_scheduler_without_this_program_is_told(
    cluster: Cluster, inbox: list[Arrival], state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A function of this module, which the scheduler cannot find.
    monkeypatch.setattr(on_cluster, "read_batch", refused)
    assert refused(inbox, state, cluster.address).code == "K30"


def test_a_mistake_of_ours_on_a_worker_stays_one(
    cluster: Cluster, inbox: list[Arrival], state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_cluster, "read_batch", mistake)
    with pytest.raises(RuntimeError, match="a mistake"):
        read_all(inbox, STANDARD, state, cluster=cluster.address)
