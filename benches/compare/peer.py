"""One step of the work with the Python package lifetimes, in a process of its own.

    python peer.py STEP FOLDER ORDERS.csv

Steps: histories, bg-nbd, gamma-gamma, pareto-nbd, value, whole. The first leaves the histories in
FOLDER for the others. Prints one JSON object: CPU seconds and wall seconds of each part (imports
and loading what an earlier step left are not counted), parameters, and the peak memory of the
process.
"""

import json
import resource
import sys
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter, ParetoNBDFitter
from lifetimes.utils import summary_data_from_transaction_data

MONTHS = 36
MONTHLY_DISCOUNT = 1.10 ** (1 / 12) - 1


class Clock:
    """CPU and wall seconds of named parts."""

    def __init__(self):
        self.seconds = {}
        self.wall = {}

    def __call__(self, name, work):
        cpu, wall = time.process_time(), time.perf_counter()
        result = work()
        self.seconds[name] = time.process_time() - cpu
        self.wall[name] = time.perf_counter() - wall
        return result


def read(orders):
    return pd.read_csv(orders)


def summarise(rows):
    return summary_data_from_transaction_data(rows, "customer", "time", "amount", freq="D")


def paid(histories):
    """Customers who speak of spending: a repeat order and a positive mean amount."""
    return histories[(histories["frequency"] > 0) & (histories["monetary_value"] > 0)]


def fit_buying(fitter, h):
    return fitter.fit(h["frequency"], h["recency"], h["T"])


def fit_spending(h):
    p = paid(h)
    return GammaGammaFitter().fit(p["frequency"], p["monetary_value"])


def value(buying, spending, h):
    return spending.customer_lifetime_value(
        buying, h["frequency"], h["recency"], h["T"], h["monetary_value"],
        time=MONTHS, discount_rate=MONTHLY_DISCOUNT, freq="D",
    )  # fmt: skip


def fitted(fitter):
    """Parameters, and standard errors where the package gives any."""
    answer = {"parameters": {k: float(v) for k, v in fitter.params_.items()}}
    errors = getattr(fitter, "standard_errors_", None)
    if errors is not None:
        answer["standard_errors"] = {k: float(v) for k, v in errors.items()}
    return answer


def run(step, folder, orders):
    clock, saved = Clock(), folder / "histories.pickle"
    if step == "histories":
        rows = clock("read", lambda: read(orders))
        h = clock("histories", lambda: summarise(rows))
        h.to_pickle(saved)
        return clock, {"orders": len(rows), "customers": len(h)}
    if step == "whole":
        rows = clock("read", lambda: read(orders))
        h = clock("histories", lambda: summarise(rows))
        buying = clock("bg-nbd", lambda: fit_buying(BetaGeoFitter(), h))
        spending = clock("gamma-gamma", lambda: fit_spending(h))
        values = clock("value", lambda: value(buying, spending, h))
        return clock, {"value": float(values.sum())}
    h = pd.read_pickle(saved)
    if step == "gamma-gamma":
        return clock, fitted(clock(step, lambda: fit_spending(h)))
    fitter = {"bg-nbd": BetaGeoFitter, "pareto-nbd": ParetoNBDFitter}[step]()
    return clock, fitted(clock(step, lambda: fit_buying(fitter, h)))


def main():
    step, folder, orders = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    clock, answer = run(step, folder, orders)
    answer["cpu_seconds"] = clock.seconds
    answer["wall_seconds"] = clock.wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer["peak_bytes"] = peak * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
