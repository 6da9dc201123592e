"""Child processes with limits: what reads a stranger's file may die without harm.

A server process imports everything once and forks a child for each item; the child has limits on memory and
processor time, and the server kills it at the end of its wall time. The server is executed anew, so it holds
none of the caller's open files or locks, and it ends with its children when the caller does. Does not belong here:
what runs in a child (reading.py).
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal

from sources.collecting import without_collecting

_LENGTH = struct.Struct(">Q")
_COMMAND = ("-P", "-W", "ignore", "-c", "from sources.sandbox import serve; serve()")

Ending = Literal["done", "memory", "time", "died"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended, and what it returned if it is `done`; `detail` tells a signal or an error."""

    ending: Ending
    value: Any = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use: seconds of wall time, megabytes of address space."""

    seconds: float
    memory_mb: int


def run_each(
    function: Callable[[Any], Any],
    items: Sequence[Any],
    *,
    warm: Callable[[], object] | None = None,
    workers: int,
    limits: Limits,
) -> Iterator[Outcome]:
    """`function` of every item, each in a child of its own; outcomes in the order of the items.

    Function and items must be picklable; `warm` runs once in the server before the first child.
    """
    outcomes: dict[int, Outcome] = {}
    sent = given = 0
    server: _Server | None = None
    try:
        while given < len(items):
            if server is None:
                server = _Server(function, warm, workers, limits)
            while sent < len(items) and sent - given < 4 * workers and len(server.waiting) < 2 * workers:
                server.send(sent, items[sent])
                sent += 1
            if given in outcomes:
                yield outcomes.pop(given)
                given += 1
                continue
            if (answer := server.receive()) is None:
                outcomes |= {number: Outcome("died", detail="server") for number in server.waiting}
                server.close()
                server = None
            else:
                outcomes[answer[0]] = answer[1]
    finally:
        if server is not None:
            server.close()


class _Server:
    """The caller's end of a server process."""

    def __init__(
        self, function: Callable[[Any], Any], warm: Callable[[], object] | None, workers: int, limits: Limits
    ) -> None:
        self.waiting: set[int] = set()
        self._process = subprocess.Popen(
            [sys.executable, *_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            close_fds=True,
            start_new_session=True,  # an interrupt is for the caller, who then closes the server
        )
        with contextlib.suppress(BrokenPipeError):
            _write(self._stdin, pickle.dumps((function, warm, workers, limits)))

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def send(self, number: int, item: Any) -> None:
        self.waiting.add(number)
        with contextlib.suppress(BrokenPipeError):
            _write(self._stdin, pickle.dumps((number, item)))

    def receive(self) -> tuple[int, Outcome] | None:
        assert self._process.stdout is not None
        frame = _read(self._process.stdout)
        if frame is None:
            return None
        number, ending, payload, detail = pickle.loads(frame)
        self.waiting.discard(number)
        return number, Outcome(ending, _unpickled(payload) if ending == "done" else None, detail)

    def close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()


def _unpickled(payload: bytes) -> Any:
    """What a child returned. It is in no cycles."""
    with without_collecting():
        return pickle.loads(payload)


def _write(stream: IO[bytes], data: bytes) -> None:
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size = _LENGTH.unpack(head)[0]
    data = stream.read(size)
    return data if len(data) == size else None


@dataclass
class _Child:
    """A running child, as its server sees it."""

    number: int
    process: int
    pipe: int
    deadline: float
    received: bytearray
    timed_out: bool = False


def serve() -> None:
    """The server: reads items from its standard input, forks, and writes outcomes to its standard output."""
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)  # nothing a library prints may mix with the answers
    first = _read_exactly(requests)
    if first is None:
        return
    function, warm, workers, limits = pickle.loads(first)
    if warm is not None:
        warm()
    gc.collect()
    gc.freeze()
    children: dict[int, _Child] = {}
    queue: list[tuple[int, Any]] = []
    try:
        _loop(requests, answers, function, workers, limits, children, queue)
    except BrokenPipeError:
        pass  # the caller is gone
    finally:
        for child in children.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.process, signal.SIGKILL)


def _loop(
    requests: IO[bytes],
    answers: IO[bytes],
    function: Callable[[Any], Any],
    workers: int,
    limits: Limits,
    children: dict[int, _Child],
    queue: list[tuple[int, Any]],
) -> None:
    while True:
        while queue and len(children) < workers:
            child = _fork(function, *queue.pop(0), limits, [requests.fileno(), answers.fileno()])
            children[child.pipe] = child
        now = time.monotonic()
        wait = min((child.deadline - now for child in children.values()), default=None)
        ready, _, _ = select.select([requests, *children], [], [], None if wait is None else max(wait, 0))
        for source in ready:
            if not isinstance(source, int):
                frame = _read_exactly(requests)
                if frame is None:
                    return
                queue.append(pickle.loads(frame))
                continue
            child = children[source]
            data = os.read(child.pipe, 1 << 20)
            child.received += data
            if not data:
                del children[child.pipe]
                os.close(child.pipe)
                _write(answers, pickle.dumps(_ended(child)))
        for child in children.values():
            if not child.timed_out and child.deadline <= time.monotonic():
                child.timed_out, child.deadline = True, child.deadline + 60
                os.kill(child.process, signal.SIGKILL)


def _read_exactly(stream: IO[bytes]) -> bytes | None:
    """A frame from an unbuffered stream: nothing beyond it is taken, so select() keeps seeing what is left."""

    def taken(size: int) -> bytes | None:
        data = bytearray()
        while len(data) < size:
            more = stream.read(size - len(data))
            if not more:
                return None
            data += more
        return bytes(data)

    head = taken(_LENGTH.size)
    return None if head is None else taken(_LENGTH.unpack(head)[0])


def _fork(function: Callable[[Any], Any], number: int, item: Any, limits: Limits, private: list[int]) -> _Child:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return _Child(number, process, reading, time.monotonic() + limits.seconds, bytearray())
    status = 1
    gc.disable()  # a child ends soon enough; until then its limit on memory holds
    try:
        for descriptor in (*private, reading):
            os.close(descriptor)
        memory = limits.memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        seconds = int(limits.seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        status = _work(function, item, writing)
    finally:
        os._exit(status)


def _work(function: Callable[[Any], Any], item: Any, writing: int) -> int:
    try:
        answer = pickle.dumps(("done", pickle.dumps(function(item)), ""))
    except MemoryError:
        answer = pickle.dumps(("memory", b"", ""))
    except BaseException as error:
        answer = pickle.dumps(("died", b"", f"{type(error).__name__}: {error}"[:300]))
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(answer)
    return 0


def _ended(child: _Child) -> tuple[int, Ending, bytes, str]:
    _, status = os.waitpid(child.process, 0)
    if child.timed_out:
        return child.number, "time", b"", ""
    if os.WIFSIGNALED(status):
        ended_by = signal.Signals(os.WTERMSIG(status))
        return child.number, "time" if ended_by == signal.SIGXCPU else "died", b"", ended_by.name
    try:
        ending, payload, detail = pickle.loads(child.received)
    except (pickle.UnpicklingError, EOFError):
        return child.number, "died", b"", f"exit {os.waitstatus_to_exitcode(status)}"
    return child.number, ending, payload, detail
