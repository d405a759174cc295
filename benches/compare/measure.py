"""Runs programs and measures what they took."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Libraries that would otherwise start a thread for each core.
ONE_THREAD = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
        "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS", "TOKIO_WORKER_THREADS",
    )
}  # fmt: skip


def run(command, one_core):
    """Runs a command to its end: standard output, standard error, CPU and wall seconds and peak
    memory of the process. With `one_core` it is held on one core."""
    environment = os.environ | (ONE_THREAD if one_core else {})
    hold = None
    if one_core and hasattr(os, "sched_setaffinity"):
        core = max(os.sched_getaffinity(0))

        def hold():
            os.sched_setaffinity(0, {core})

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, env=environment, preexec_fn=hold)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        out.seek(0)
        err.seek(0)
        stdout, stderr = out.read().decode(), err.read().decode()
    if child.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nended with {child.returncode}:\n{stderr[-4000:]}")
    return {
        "stdout": stdout,
        "stderr": stderr,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "wall_seconds": wall,
        "peak_bytes": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }


def timings(stderr):
    """The stages that `goodwill value --timings` tells: `timing STAGE SECONDS`."""
    found = {}
    for line in stderr.splitlines():
        words = line.split()
        if len(words) >= 3 and words[0] == "timing":
            found[" ".join(words[1:-1])] = float(words[-1])
    return found


def peer(step, folder, orders):
    """One step with lifetimes in a process of its own; see peer.py."""
    script = Path(__file__).with_name("peer.py")
    done = run([sys.executable, script, step, folder, orders], one_core=True)
    return json.loads(done["stdout"]) | {"process_cpu_seconds": done["cpu_seconds"]}


def goodwill(program, orders, model, one_core, out=None):
    """One `goodwill value`: what it took, its stages and its JSON."""
    command = [program, "value", orders, "--model", model, "--unit", "day", "--currency", "EUR"]
    command += ["--duplicates", "keep", "--margin", "1", "--discount", "0.10", "--horizon-months", "36"]
    command += ["--json", "--timings"]
    if out:
        command += ["--out", out, "--overwrite"]
    done = run(command, one_core)
    answer, stages = json.loads(done.pop("stdout")), timings(done.pop("stderr"))
    # Stages are wall seconds. On one core of a busy machine others take their share of these.
    share = min(1.0, done["cpu_seconds"] / done["wall_seconds"]) if one_core else 1.0
    stages = {stage: seconds * share for stage, seconds in stages.items()}
    return done | {"cpu_share": share, "stages": stages, "answer": answer}
