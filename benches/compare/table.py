"""The tables of the comparison, as text."""

import json

import numpy as np
import pandas as pd

import likelihood

MODELS = [
    ("bg-nbd", "BG/NBD", ["r", "alpha", "a", "b"]),
    ("pareto-nbd", "Pareto/NBD", ["r", "alpha", "s", "beta"]),
    ("gamma-gamma", "Gamma-Gamma", ["p", "q", "v"]),
]

FAIRNESS = """\
How to read it
  CPU seconds are those of one core: each program was held on it and used one thread. Stages of
    goodwill are its wall seconds times the share of the core that it got (told above): on a quiet
    machine the same, on a busy one an estimate. Its whole process is measured in either case.
  In favour of lifetimes: starting Python and importing its packages (about a second) is not
    counted, while goodwill's whole process is everything from start to exit. That process also
    recognises the columns, proves the model on a holdout period (a second fit), makes prediction
    intervals for every customer and for their sum, and writes the report and four files; lifetimes
    is told the columns and stops at expected values in memory. goodwill's Pareto/NBD has standard
    errors, that of lifetimes has none. Where lifetimes was timed twice, the shorter time counts.
  In favour of goodwill: it fits on customers grouped by equal history, which helps less where times
    are not whole days; its fits are timed after the grouping, which is part of the histories. The
    data come from the BG/NBD model, on which everybody converges.
  Log-likelihoods are evaluated by one formula for both, in days, apart from both programs; the
    higher is the better fit. Truth differs from the estimates by chance, and because orders of one
    day count once. A month of lifetimes has 30 days, one of goodwill 30.4, so that its 36 months
    hold about 1.5 % more."""


def histories(folder):
    h = pd.read_pickle(folder / "histories.pickle")
    return {"x": h["frequency"].to_numpy(), "t_x": h["recency"].to_numpy(), "age": h["T"].to_numpy(),
            "mean": h["monetary_value"].to_numpy()}  # fmt: skip


def log_likelihood(model, parameters, h):
    if model == "gamma-gamma":
        paid = (h["x"] > 0) & (h["mean"] > 0)
        return likelihood.gamma_gamma(parameters, h["x"][paid], h["mean"][paid])
    formula = {"bg-nbd": likelihood.bg_nbd, "pareto-nbd": likelihood.pareto_nbd}[model]
    return formula(parameters, h["x"], h["t_x"], h["age"])


def fit_of_goodwill(goodwill, model):
    if goodwill is None:
        return None
    if model == "gamma-gamma":
        return goodwill["bg-nbd"]["answer"]["spending"]
    return goodwill[model]["answer"]["buying"]


def number(value, digits=4):
    return "–" if value is None else f"{value:,.{digits}f}"


def seconds(value):
    return "–" if value is None else f"{value:.4f}" if value < 0.1 else f"{value:.2f}"


def megabytes(value):
    return "–" if value is None else f"{value / 1e6:,.0f} MB"


def ratio(theirs, ours):
    return "–" if not theirs or not ours else f"{theirs / ours:,.0f}×" if theirs >= 10 * ours else f"{theirs / ours:.1f}×"


def lines(title, heads, rows):
    """Rows of texts in columns, the first to the left, the others to the right."""
    rows = [[title, *heads], *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    text = ["  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))]) for row in rows]
    text.insert(1, "-" * len(text[0]))
    return "\n".join(line.rstrip() for line in text) + "\n"


def estimate(fit, name):
    if fit is None:
        return "–"
    error = (fit.get("standard_errors") or {}).get(name)
    return number(fit["parameters"][name]) + (f" ± {number(error)}" if error is not None else "")


def truth(orders):
    """What a made-up company was made with, in days and euros; nothing for a file of one's own."""
    told = orders.parent / "truth" / "parameters.json"
    if not told.exists():
        return {}
    made = json.loads(told.read_text())
    days = {"week": 7, "day": 1}[made["buying"]["unit"]]
    known = {}
    for part in (made["buying"], made["spending"]):
        for name, value in part["parameters"].items():
            known[part["model"], name] = value * (days if name in ("alpha", "beta") else 1)
    return known


def parameters(lifetimes, goodwill, h, known):
    rows = []
    for model, label, names in MODELS:
        theirs, ours = lifetimes.get(model), fit_of_goodwill(goodwill, model)
        for name in names:
            rows.append([f"{label} {name}", number(known.get((model, name))), estimate(theirs, name), estimate(ours, name)])
        values = [None if fit is None else log_likelihood(model, fit["parameters"], h) for fit in (theirs, ours)]
        rows.append([f"{label} log-likelihood", "", *(number(v) for v in values)])
    return lines("Parameters (days)", ["truth", "lifetimes ± s.e.", "goodwill ± s.e."], rows)


def compared(label, theirs, ours, show):
    return [label, show(theirs), show(ours), ratio(theirs, ours)]


def cpu(lifetimes, goodwill):
    def theirs(part):
        timed = [step["cpu_seconds"][part] for step in lifetimes.values() if part in step["cpu_seconds"]]
        return min(timed, default=None)

    def ours(run, *stages):
        if goodwill is None:
            return None
        return sum(goodwill[run]["stages"].get(stage, 0.0) for stage in stages)

    def whole(run):
        return goodwill and goodwill[run]["cpu_seconds"]

    steps = sum(theirs(part) for part in lifetimes["whole"]["cpu_seconds"])
    same = ("read", "histories", "fit bg-nbd", "fit gamma-gamma", "forecast")
    rows = [
        compared("reading the CSV", theirs("read"), ours("bg-nbd", "read"), seconds),
        compared("orders to histories", theirs("histories"), ours("bg-nbd", "histories"), seconds),
        compared("BG/NBD fit", theirs("bg-nbd"), ours("bg-nbd", "fit bg-nbd"), seconds),
        compared("Gamma-Gamma fit", theirs("gamma-gamma"), ours("bg-nbd", "fit gamma-gamma"), seconds),
        compared("Pareto/NBD fit", theirs("pareto-nbd"), ours("pareto-nbd", "fit pareto-nbd"), seconds),
        compared("36-month values (goodwill: and intervals)", theirs("value"), ours("bg-nbd", "forecast"), seconds),
        compared("CSV to values: the stages above, BG/NBD", steps, ours("bg-nbd", *same), seconds),
        compared("CSV to values: whole process of goodwill, BG/NBD", steps, whole("bg-nbd"), seconds),
        compared("the same, all models tried", steps, whole("auto"), seconds),
    ]
    return lines("CPU seconds, one core", ["lifetimes", "goodwill", "ratio"], rows)


def memory(lifetimes, goodwill):
    ours = lambda run: goodwill and goodwill[run]["peak_bytes"]
    rows = [
        compared("BG/NBD fit alone", lifetimes["bg-nbd"]["peak_bytes"], None, megabytes),
        compared("CSV to values, BG/NBD", lifetimes["whole"]["peak_bytes"], ours("bg-nbd"), megabytes),
        compared("the same, all models tried", lifetimes["whole"]["peak_bytes"], ours("auto"), megabytes),
    ]
    return lines("Peak memory", ["lifetimes", "goodwill", "ratio"], rows)


def write(orders, lifetimes, goodwill, h):
    told = lifetimes["histories"]
    paid = int(np.sum((h["x"] > 0) & (h["mean"] > 0)))
    text = [
        f"\n{told['customers']:,} customers ({paid:,} of them with paid repeat orders), {told['orders']:,} orders, "
        f"{orders.stat().st_size / 1e6:,.1f} MB\n",
        parameters(lifetimes, goodwill, h, truth(orders)),
        cpu(lifetimes, goodwill),
        memory(lifetimes, goodwill),
    ]
    if goodwill:
        run = goodwill["all cores"]
        mine = goodwill["bg-nbd"]["answer"]
        text.append(f"goodwill on all cores, all models tried: {run['wall_seconds']:.2f} s from start to exit, "
                    f"{megabytes(run['peak_bytes'])}\n")  # fmt: skip
        shares = ", ".join(f"{run['cpu_share']:.0%}" for name, run in goodwill.items() if name != "all cores")
        text.append(f"Share of the core that goodwill got in its runs on one core: {shares}\n")
        theirs, ours = lifetimes["whole"]["value"], mine["value"]["expected"]
        text.append(f"36-month value: lifetimes {theirs:,.0f}, goodwill {ours:,.0f} "
                    f"({mine['value']['expected_low']:,.0f} to {mine['value']['expected_high']:,.0f})\n")  # fmt: skip
        if mine["customers"] != told["customers"]:
            text.append(f"NOT THE SAME CUSTOMERS: goodwill counted {mine['customers']:,}\n")
    return "\n".join(text)
