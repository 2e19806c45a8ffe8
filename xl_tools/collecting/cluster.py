"""The same reading on the workers of a dask cluster, over files on storage that all of them see.

Each dask worker keeps confined reading processes of its own; batches of files go out as paths, readings come back as
text, and this computer alone writes the state. A worker that dies costs the batches it had: others do them again.
"""

from __future__ import annotations

import atexit
import platform
import tempfile
from collections.abc import Generator, Iterator, Sequence
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from xl_tools.collecting.basis import Basis, combined, program
from xl_tools.collecting.pooled import Job, Outcome, judging_worker, read_one
from xl_tools.errors import XlToolsError

if TYPE_CHECKING:
    from xl_tools.guarded.pool import Worker
    from xl_tools.intake.limits import Limits

NO_DASK, UNREACHABLE, NO_WORKERS, OTHER_VERSION, UNSEEN, LOST = "K27", "K28", "K29", "K30", "K31", "K32"
BATCH = 20
"""Files of one task: enough that the scheduler does not matter, and few to do again."""
_CONNECT = 10
"""Seconds to reach the scheduler."""


class Answer(NamedTuple):
    """What a dask worker says of a batch.

    Attributes:
        where: the worker.
        unseen: path of a file that the worker cannot see; empty if it saw all.
        basis: digest of the worker's own basis.
    """

    where: str
    outcomes: list[Outcome]
    unseen: str
    basis: str


def read_there(jobs: Sequence[Job], basis: Basis, address: str) -> Generator[Outcome]:
    """Read files on a cluster, in whatever order they get done; nothing is left on it when the caller stops.

    Args:
        address: of the scheduler, tcp://host:port.

    Raises: XlToolsError K27 without the package, K28 if the scheduler cannot be reached, K29 if it has no workers, K30
        for a worker with another version of this program, K31 for one that does not see a file, K32 if workers died of
        one batch again and again.
    """
    client = _client(address)
    try:
        if not client.scheduler_info()["workers"]:
            raise XlToolsError(f"集群 {address} 现在没有可用的机器。", code=NO_WORKERS, hint="请先启动集群的各台机器。")
        pack = (Path(basis.pack[0]).name, Path(basis.pack[0]).read_bytes()) if basis.pack else None
        batches = [list(jobs[start : start + BATCH]) for start in range(0, len(jobs), BATCH)]
        # Not pure: the cluster may still hold what it said of them in an earlier run.
        futures = [client.submit(read_batch, batch, basis, pack, pure=False) for batch in batches]
        for answer in _answers(client, futures, address):
            _refuse(answer, basis)
            yield from answer.outcomes
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise XlToolsError(
            "这台电脑没有安装集群组件，不能交给集群读取。",
            code=NO_DASK,
            hint="请安装：pip install 'xl_tools[cluster]'。",
        ) from error
    try:
        return Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError, RuntimeError) as error:
        raise XlToolsError(
            f"连接不上集群 {address}。",
            code=UNREACHABLE,
            hint="请核对地址，以及集群是否已经启动；也可以不用集群，在本机读取。",
        ) from error


def _answers(client: Any, futures: Sequence[Any], address: str) -> Iterator[Answer]:
    """What the workers say, as they get done."""
    from concurrent.futures import CancelledError

    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    later = "已经读过的文件不用重读。"
    for future in cast(Iterator[Any], as_completed(futures, loop=client.loop)):
        try:
            answer = Answer(*future.result())
        except KilledWorker as error:
            raise XlToolsError(
                f"集群的机器多次在读取中途退出（{error.last_worker.address}）。",
                code=LOST,
                hint=f"{later}请核对各台机器的内存，或在本机读取其余的文件。",
            ) from error
        except (OSError, CancelledError) as error:
            hint = f"{later}请核对集群是否还在运行，再试一次。"
            raise XlToolsError(f"与集群 {address} 的连接中断了。", code=UNREACHABLE, hint=hint) from error
        except RuntimeError as error:
            if "deserialization" not in str(error):
                raise
            # The scheduler as well must know the function that it hands on.
            raise XlToolsError(
                f"集群 {address} 上没有安装本软件，或者版本不同。",
                code=OTHER_VERSION,
                hint="请在调度机和各台机器上安装同一版本。",
            ) from error
        # What has been taken over need not stay on the cluster.
        future.release()
        yield answer


def read_batch(jobs: Sequence[Job], basis: Basis, pack: tuple[str, bytes] | None) -> Answer:
    """On a dask worker: read some files. Raises: XlToolsError K24 if the worker's copy of the pack was changed."""
    where = _where()
    jobs = [Job(*job) for job in jobs]
    own = combined(program(), basis.pack[1:], basis.limits)
    if own != basis.digest:
        return Answer(where, [], "", own)
    unseen = next((job.path for job in jobs if not Path(job.path).is_file()), "")
    if unseen:
        return Answer(where, [], unseen, own)
    if pack is not None:
        basis = Basis(basis.digest, basis.limits, (_pack_here(*pack), *basis.pack[1:]), basis.today)
    idle = _idle(basis.limits)
    try:
        worker = idle.get_nowait()
    except Empty:
        worker = judging_worker(basis)
    try:
        return Answer(where, [read_one(job, worker, basis) for job in jobs], "", own)
    finally:
        idle.put(worker)


def _refuse(answer: Answer, basis: Basis) -> None:
    if answer.basis != basis.digest:
        raise XlToolsError(
            f"集群的机器 {answer.where} 上，本软件的版本或规则与这台电脑不同，没有交给它读取。",
            code=OTHER_VERSION,
            hint="请在各台机器上安装同一版本。",
        )
    if answer.unseen:
        raise XlToolsError(
            f"集群的机器 {answer.where} 看不到文件“{answer.unseen}”。",
            code=UNSEEN,
            hint="请把收件文件夹和汇总资料放在各台机器都能用同一路径访问的共享位置。",
        )


def _where() -> str:
    """The name of this machine and, in a dask worker, its address."""
    from distributed import get_worker

    try:
        address: str = get_worker().address
    except ValueError:
        return platform.node()
    return f"{platform.node()}（{address}）"


@cache
def _idle(_limits: Limits) -> SimpleQueue[Worker]:
    """Reading processes of this dask worker that nobody uses now; they end with it."""
    queue: SimpleQueue[Worker] = SimpleQueue()

    def close() -> None:
        while not queue.empty():
            queue.get().close()

    atexit.register(close)
    return queue


@cache
def _pack_here(name: str, content: bytes) -> str:
    """Path of a copy of the rule pack on this machine."""
    folder = tempfile.TemporaryDirectory(prefix="xl_tools_pack_")
    atexit.register(folder.cleanup)
    file = Path(folder.name) / name
    file.write_bytes(content)
    return str(file)
