"""One refresh at a time; a dead holder blocks nobody."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from sources.problems import Refused
from warehouse.lock import home_lock

HOLD = """
import sys, time, pathlib
from warehouse.home import Home
from warehouse.lock import home_lock
with home_lock(Home(pathlib.Path(sys.argv[1])), what="sti refresh", since="02:00", run_id="r1"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(home):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(home.root)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_busy_home_is_refused_naming_its_holder(home, holder):
    with pytest.raises(Refused, match=rf"{holder.pid}, sti refresh, since 02:00"), home_lock(home):
        pass


def test_a_killed_holder_leaves_the_lock_free_and_tells_which_run_died(home, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with home_lock(home) as lock:
        assert lock.died["run_id"] == "r1"
    with home_lock(home) as lock:
        assert lock.died is None


def test_the_holding_process_can_take_it_again_and_keeps_it_until_the_outer_end(home):
    with home_lock(home, what="outer"):
        with home_lock(home, what="inner"):
            pass
        code = "import sys, pathlib\nfrom warehouse.home import Home\nfrom warehouse.lock import home_lock\n"
        code += "with home_lock(Home(pathlib.Path(sys.argv[1]))): pass"
        other = subprocess.run([sys.executable, "-c", code, str(home.root)], capture_output=True, check=False)
        assert other.returncode == 1


def test_waiting_gets_the_lock_once_it_is_free(home, holder):
    start = time.monotonic()
    holder.kill()
    with home_lock(home, wait_seconds=5):
        assert time.monotonic() - start < 5
