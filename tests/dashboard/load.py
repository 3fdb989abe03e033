"""Many clients, slow ones and long hours for a server that runs in a process of its own."""

import asyncio
import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
HEADERS = "Host: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
LONGEST_SECONDS = 60.0


@dataclass(frozen=True)
class Served:
    """`hackday watch` in a process."""

    process: int
    port: int

    def memory_bytes(self) -> int:
        """Resident now. Linux tells it."""
        said = Path(f"/proc/{self.process}/status").read_text(encoding="utf-8")
        return int(re.findall(r"VmRSS:\s+(\d+) kB", said)[0]) * 1024

    def open_files(self) -> int:
        """Connections, files and all else that is open."""
        return sum(1 for _ in Path(f"/proc/{self.process}/fd").iterdir())


@contextmanager
def served(runs: Path, *, files: int | None = None) -> Iterator[Served]:
    """The live view of `runs`; `files`: as many can be open in its process. Nothing is said but its address."""
    hackday = str(Path(sys.executable).with_name("hackday"))
    limited = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh"] if files is not None else []
    process = subprocess.Popen([*limited, hackday, "watch", "--runs", str(runs)], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        yield Served(process.pid, int(re.findall(r"http://127\.0\.0\.1:(\d+)/", line)[0]))
    finally:
        process.terminate()
        said = process.communicate(timeout=30)[1]
    assert said == ""


def run(work: Coroutine[None, None, T]) -> T:
    """What `work` comes to, in a thread of its own: the browser's tests leave a loop in the one of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def ask(port: int, path: str = "/api/changes?since=", *, ready: asyncio.Event | None = None) -> tuple[int, float]:
    """One request on a connection of its own: the status of its answer and how many seconds it took from `ready` on."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    if ready is not None:
        await ready.wait()
    began = time.monotonic()
    writer.write(f"GET {path} HTTP/1.1\r\n{HEADERS.format(port=port)}".encode())
    answer = await asyncio.wait_for(reader.read(), LONGEST_SECONDS)
    writer.close()
    return int(answer.split(b" ", 2)[1]), time.monotonic() - began


async def crowd(port: int, count: int) -> list[tuple[int, float]]:
    """So many connections open at once, then a request on each at the same moment."""
    ready = asyncio.Event()
    waiting = [asyncio.create_task(ask(port, ready=ready)) for _ in range(count)]
    await asyncio.sleep(1.0 + count / 500)  # until all are connected
    ready.set()
    return await asyncio.gather(*waiting)


async def beside_slow_ones(port: int, count: int) -> list[tuple[int, float]]:
    """Requests of the usual kind while `count` clients send half a request and never go on."""
    slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    for _, writer in slow:
        writer.write(b"GET /api/changes HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a")
    answers = [await ask(port) for _ in range(10)]
    for _, writer in slow:
        writer.close()
    return answers


async def beside_half_requests(port: int, count: int) -> tuple[list[tuple[int, float]], float]:
    """Two requests while `count` clients hold half of one each, and after how many seconds all of these were closed.

    Who is closed does not come again.
    """

    async def hold() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /api/changes HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a")
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()

    began = time.monotonic()
    slow = [asyncio.create_task(hold()) for _ in range(count)]
    await asyncio.sleep(1.0)
    answers = [await ask(port) for _ in range(2)]
    await asyncio.wait_for(asyncio.gather(*slow), LONGEST_SECONDS)
    return answers, time.monotonic() - began


async def soak(server: Served, seconds: float, *, clients: int = 8) -> tuple[int, list[int]]:
    """Clients that ask all the time: how many answers they had, all good ones, and the memory at twenty moments."""
    end, answers, memory = time.monotonic() + seconds, 0, list[int]()

    async def client() -> None:
        nonlocal answers
        while time.monotonic() < end:
            status, _ = await ask(server.port)
            assert status == 200
            answers += 1

    async def look() -> None:
        for _ in range(20):
            await asyncio.sleep(seconds / 20)
            memory.append(server.memory_bytes())

    await asyncio.gather(look(), *(client() for _ in range(clients)))
    return answers, memory
