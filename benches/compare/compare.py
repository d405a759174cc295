"""Compares goodwill with the Python package lifetimes on the same order file.

Started by ../compare-lifetimes, which sets up the packages; ../README.md tells how to read it.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import measure
import table

MODEL = "bg-nbd:0.243,4.414,0.793,2.426"
PEER_STEPS = ["histories", "bg-nbd", "gamma-gamma", "whole"]


def arguments():
    p = argparse.ArgumentParser(prog="compare-lifetimes", description=__doc__.splitlines()[0])
    p.add_argument("--customers", default="100000,1000000", metavar="N,…", help="sizes of the made-up companies")
    p.add_argument("--orders", metavar="FILE", help="a CSV of your own with the columns customer, time, amount")
    p.add_argument("--goodwill", metavar="PATH", help="the program; target/release/goodwill if not given")
    p.add_argument("--folder", metavar="DIR", required=True, help="where data and packages are kept")
    p.add_argument("--pareto-up-to", type=int, default=100_000, metavar="N",
                   help="fit Pareto/NBD with lifetimes up to this many customers: it takes minutes (100000)")  # fmt: skip
    p.add_argument("--repeat", type=int, default=1, metavar="N", help="run everything N times, keep the fastest")
    p.add_argument("--reuse", action="store_true", help="take the figures of lifetimes from the last run")
    p.add_argument("--only", choices=["lifetimes"], help="measure one half only")
    return p.parse_args()


def find_goodwill(given):
    """The release build of the workspace, unless another program is named."""
    if given:
        program = shutil.which(given) or given
    else:
        cargo = ["cargo", "metadata", "--format-version", "1", "--no-deps"]
        told = subprocess.run(cargo, cwd=Path(__file__).parent, capture_output=True, text=True)
        if told.returncode != 0:
            sys.exit("cargo cannot be asked where it builds: name the program with --goodwill PATH")
        program = Path(json.loads(told.stdout)["target_directory"]) / "release" / "goodwill"
    if not os.access(program, os.X_OK):
        sys.exit(f"{program} is not there: run `cargo build --release` first, or name another with --goodwill PATH")
    return program


def make_orders(program, customers, folder):
    """The made-up company's order file; made once."""
    orders = folder / "company" / "orders.csv"
    if not orders.exists():
        if program is None:
            sys.exit(f"{orders} is not there, and without goodwill it cannot be made")
        command = [program, "sample", "--customers", str(customers), "--seed", "1", "--plain"]
        command += ["--shape", "plain-orders", "--model", MODEL, "--out", folder / "company"]
        measure.run(command, one_core=False)
    return orders


def fastest(times, work):
    """The run that took the least CPU time."""
    runs = [work() for _ in range(times)]
    seconds = lambda run: run["cpu_seconds"] if "stages" in run else sum(run["cpu_seconds"].values())
    return min(runs, key=seconds)


def measure_lifetimes(folder, orders, args):
    saved = folder / "lifetimes.json"
    if args.reuse and saved.exists():
        return json.loads(saved.read_text())
    found = {}
    for step in PEER_STEPS:
        print(f"  lifetimes: {step} …", file=sys.stderr)
        found[step] = fastest(args.repeat, lambda: measure.peer(step, folder, orders))
    if found["histories"]["customers"] <= args.pareto_up_to:
        print("  lifetimes: pareto-nbd …", file=sys.stderr)
        found["pareto-nbd"] = measure.peer("pareto-nbd", folder, orders)
    saved.write_text(json.dumps(found, indent=2))
    return found


def measure_goodwill(program, folder, orders, args):
    found = {}
    for name, model, one_core in [
        ("bg-nbd", "bg-nbd", True),
        ("pareto-nbd", "pareto-nbd", True),
        ("auto", "auto", True),
        ("all cores", "auto", False),
    ]:
        print(f"  goodwill: {name} …", file=sys.stderr)
        out = folder / "out"
        found[name] = fastest(args.repeat, lambda: measure.goodwill(program, orders, model, one_core, out))
    return found


def main():
    args = arguments()
    program = None if args.only == "lifetimes" else find_goodwill(args.goodwill)
    root = Path(args.folder)
    if args.orders:
        jobs = [(root / "own", Path(args.orders).resolve())]
    else:
        sizes = [int(n) for n in args.customers.split(",")]
        jobs = [(root / str(n), None) for n in sizes]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for folder, orders in jobs:
        folder.mkdir(parents=True, exist_ok=True)
        if orders is None:
            orders = make_orders(program, int(folder.name), folder)
        lifetimes = measure_lifetimes(folder, orders, args)
        goodwill = measure_goodwill(program, folder, orders, args) if program else None
        histories = table.histories(folder)
        print(table.write(orders, lifetimes, goodwill, histories))
        (folder / "figures.json").write_text(json.dumps({"lifetimes": lifetimes, "goodwill": goodwill}, indent=2))
    print(table.FAIRNESS)


if __name__ == "__main__":
    main()
