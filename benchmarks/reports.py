"""`python -m benchmarks.reports`: speed, start and memory of the report engine, and whether its bytes are repeatable.

Belongs here: measuring in processes of their own, the limits, the table. Exit status 1 beyond a limit. The corpus is
the marked texts of `evals/gold` with their marks taken out, and the reports of `../shared` where they are.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from evals.gold_texts import own_texts
from evals.reports import SHARED, shared_texts, unlabelled_texts
from sources.reports import Extraction, extract, to_jsonl

_ROUNDS = 3
_LEAST_SECONDS = 2.0  # of extracting in a round
_LIMITS = {"KB/s": 400.0, "start s": 0.5, "RSS MB": 250.0}
_READY = (
    "import datetime; from sources.reports import extract; "
    "extract('研发经费1亿元。', region='全国', date=datetime.date(2023, 1, 31))"
)


@dataclass(frozen=True, slots=True)
class Work:
    """One text to extract, with what its document states."""

    text: str
    region: str
    date: str


def corpus() -> list[Work]:
    """Every text there is, in one order."""
    gold = own_texts() + (shared_texts() if SHARED.is_dir() else [])
    works = [Work(one.text, one.region, one.date.isoformat()) for one in gold]
    if SHARED.is_dir():
        works += [Work(text, region, date.isoformat()) for _, text, region, date in unlabelled_texts()]
    return works


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 0, or 1 beyond a limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports", description="The report engine, measured.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--child", choices=("speed", "digest"), help=argparse.SUPPRESS)
    parser.add_argument("--processes", type=int, default=1, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.child == "speed":
        print(json.dumps(speed()))
        return 0
    if chosen.child == "digest":
        print(digest(chosen.processes))
        return 0
    figures = {"start s": start_seconds(), **json.loads(_child("--child", "speed"))}
    digests = set(repeated_digests())
    failures = beyond(figures) + (["output differs between runs"] if len(digests) > 1 else [])
    for name in _LIMITS:
        least = name == "KB/s"
        ratio = figures[name] / _LIMITS[name]
        allowed = f"{'at least' if least else 'at most'} {_LIMITS[name]:g}"
        print(f"{name:>10} {figures[name]:>9.2f}   {allowed:<15} {ratio:.2f} of the limit")
    print(f"{'corpus KB':>10} {figures['corpus KB']:>9.1f}   output {'identical' if len(digests) == 1 else 'DIFFERS'}"
          " over runs, hash seeds and process counts")  # fmt: skip
    for failure in failures:
        print(f"beyond its limit: {failure}")
    if chosen.json:
        result = {**figures, "digests": sorted(digests), "limits": _LIMITS, "beyond": failures}
        chosen.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 1 if failures else 0


def beyond(figures: dict[str, float]) -> list[str]:
    """The figures beyond their limits."""
    return [
        f"{name} {figures[name]:g}, limit {limit:g}"
        for name, limit in _LIMITS.items()
        if (figures[name] < limit if name == "KB/s" else figures[name] > limit)
    ]


def start_seconds() -> float:
    """Seconds from the start of an interpreter to the end of its first sentence read; the best of three."""
    return min(_seconds_of(_READY) for _ in range(_ROUNDS))


def _seconds_of(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def speed() -> dict[str, float]:
    """KB/s of UTF-8 on one core after start (best round), and the peak resident set in MB, of this process."""
    import resource

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    works = corpus()
    _extracted(works[0])
    size = sum(len(work.text.encode()) for work in works) / 1000
    best = 0.0
    for _ in range(_ROUNDS):
        passes, seconds = 0, 0.0
        while seconds < _LEAST_SECONDS:
            start = time.process_time()
            for work in works:
                _extracted(work)
            seconds += time.process_time() - start
            passes += 1
        best = max(best, size * passes / seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (10**6 if sys.platform == "darwin" else 1000)
    return {"KB/s": best, "RSS MB": peak, "corpus KB": size}


def repeated_digests() -> Iterator[str]:
    """The digest of the whole output under several hash seeds and process counts, and twice under one."""
    for seed, processes in (("0", 1), ("0", 1), ("1", 1), ("random", 1), ("random", 2)):
        yield _child("--child", "digest", "--processes", str(processes), seed=seed)


def digest(processes: int) -> str:
    """The hash of every text's JSON lines, extracted in this many processes."""
    works = corpus()
    if processes == 1:
        outputs = [_lines(work) for work in works]
    else:
        with ProcessPoolExecutor(processes) as pool:
            outputs = list(pool.map(_lines, works))
    return hashlib.sha256("\0".join(outputs).encode()).hexdigest()


def _child(*arguments: str, seed: str = "0") -> str:
    environment = os.environ | {"PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "benchmarks.reports", *arguments]
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _extracted(work: Work) -> Extraction:
    return extract(work.text, region=work.region, date=dt.date.fromisoformat(work.date))


def _lines(work: Work) -> str:
    return to_jsonl(_extracted(work))


if __name__ == "__main__":
    sys.exit(main())
