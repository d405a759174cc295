#!/usr/bin/env python3
"""How long the pages of a running Goodwill take, with a million customers.

    benches/pages/pages.py --goodwill target/release/goodwill --folder ~/.cache/goodwill-bench/pages

Makes a company once (1 million customers, 10 million orders), imports and values it, starts the
server on it, signs in as its owner, asks pages at random and prints for each kind of page the median
and the 99th percentile in milliseconds, and how long the first book took. Only Python's own library.
"""

import argparse
import csv
import http.client
import pathlib
import random
import re
import subprocess
import time
import urllib.parse

MODEL = "pareto-nbd:3.45,16,0.8,24"
FIRST = "Anna Bela Carla Dario Elena Franco Gabor Hana Istvan Julia Karim Lucia Marta Nadia Omar Paola".split()
SYLLABLES = "ba be bi bo ca ce co da de di do fa fe ga gi la le li lo ma me mi mo na ne ni no pa pe po".split()
PASSWORD = "a few words nobody puts together"
EMAIL = "owner@example.com"


def main():
    args = arguments()
    folder = pathlib.Path(args.folder).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "data"
    if not (data / "goodwill.db").exists():
        make(args, folder, data)
    said = folder / "serve.log"
    with open(said, "w") as out:
        server = subprocess.Popen(
            [args.goodwill, "serve", "--data", data, "--listen", f"127.0.0.1:{args.port}"], stdout=out)
    try:
        visitor = Visitor(args.port)
        sign_in(visitor, said)
        print(f"first book after {wait_for_book(visitor):.1f} s; {memory(server.pid)} MB in memory")
        measure(visitor, args)
        print(f"{memory(server.pid)} MB in memory, {memory(server.pid, 'VmHWM')} MB at most")
    finally:
        server.terminate()
        server.wait(60)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--goodwill", default="target/release/goodwill")
    parser.add_argument("--folder", default="~/.cache/goodwill-bench/pages")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--port", type=int, default=18777)
    parser.add_argument("--times", type=int, default=100, help="requests of each kind")
    return parser.parse_args()


def make(args, folder, data):
    company = folder / "million"
    run = lambda *words: subprocess.run([args.goodwill, *map(str, words)], check=True, stdout=subprocess.DEVNULL)
    run("sample", "--customers", args.customers, "--seed", 1, "--shape", "plain-orders", "--plain", "--model", MODEL,
        "--out", company, "--overwrite")
    chance = random.Random(7)
    with open(company / "truth/customers.csv") as truth, open(company / "customers.csv", "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["customer_id", "name", "email", "country", "channel", "customer_since"])
        for row in csv.DictReader(truth):
            first = chance.choice(FIRST)
            last = "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()
            own = row["customer_id"]
            writer.writerow([own, f"{first} {last}", f"{first.lower()}.{last.lower()}{own[1:]}@example.com",
                             chance.choice(["IT", "HU", "MY", "RO"]), chance.choice(["search", "social", "mail"]),
                             row["first_order"]])
    run("import", "customers", company / "customers.csv", "--data", data)
    run("import", "orders", company / "orders.csv", "--data", data)
    run("fit", "--data", data)


class Visitor:
    def __init__(self, port):
        self.port, self.cookie, self.line = port, None, None

    def ask(self, path, form=None):
        """Status, answer and milliseconds; one connection, as a browser keeps it."""
        headers = {"Accept": "text/html", "Origin": f"http://127.0.0.1:{self.port}"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _ in range(2):
            try:
                if self.line is None:
                    self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
                start = time.perf_counter()
                self.line.request("POST" if body else "GET", path, body, headers)
                answer = self.line.getresponse()
                text = answer.read().decode()
                took = (time.perf_counter() - start) * 1e3
                break
            except (ConnectionError, http.client.HTTPException):
                # A connection that lay still was closed.
                self.line = None
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.cookie = cookie.split(";")[0]
        return answer.status, text, took


def sign_in(visitor, said):
    deadline = time.time() + 60
    while "first event" not in said.read_text() and time.time() < deadline:
        time.sleep(0.1)
    # A folder that has its owner names no link.
    time.sleep(0.5)
    found = re.search(r"(/setup/\S+)", said.read_text())
    link = found[1] if found else None
    form = {"email": EMAIL, "password": PASSWORD}
    if link:
        status, text, _ = visitor.ask(link, {"name": "Owner", **form})
    else:
        status, text, _ = visitor.ask("/sign-in", form)
    if status != 303 or not visitor.cookie:
        raise SystemExit(f"signing in answered {status}: {text[:500]}")


def wait_for_book(visitor):
    start = time.perf_counter()
    while True:
        status, _, _ = visitor.ask("/api/v1/customers?limit=1")
        if status == 200:
            return time.perf_counter() - start
        time.sleep(0.1)


def measure(visitor, args):
    chance = random.Random(1)
    keys = []
    figures = {}

    def ask(what, path):
        status, text, took = visitor.ask(path)
        figures.setdefault(what, []).append(took)
        if status >= 400:
            raise SystemExit(f"{path} answered {status}: {text[:300]}")
        return text

    sorts = ["value", "value-at-risk", "recency", "spend", "orders"]
    filters = ["", "&where=stage:is:at-risk", "&where=orders:at-least:3&where=country:is:IT",
               "&where=last-order:within-days:90&where=value:at-least:100"]
    for n in range(args.times):
        path = f"/customers?sort={chance.choice(sorts)}&direction={chance.choice(['ascending', 'descending'])}"
        path += chance.choice(filters)
        text = ask("list, first part", path)
        for _ in range(3):
            keys += re.findall(r'href="/customers/(\d+)"', text)
            onward = re.search(r'href="(/customers\?[^"]*after=[^"]*)"', text)
            if not onward:
                break
            text = ask("list, further parts", onward[1].replace("&amp;", "&"))
    for _ in range(args.times):
        ask("one customer", f"/customers/{chance.choice(keys)}")
        ask("value explained", f"/customers/{chance.choice(keys)}/value")
    for _ in range(args.times):
        name = chance.choice(FIRST)[:chance.randint(2, 5)]
        for prefix in (name, f"C{chance.randint(0, 99999):05}", f"{chance.choice(FIRST).lower()}."):
            ask("search", f"/customers?q={urllib.parse.quote(prefix)}")
    for _ in range(max(args.times // 5, 5)):
        ask("today", "/")
        ask("cohorts", "/cohorts")
    print(f"{'page':<22}{'asked':>7}{'p50 ms':>9}{'p99 ms':>9}{'worst':>9}")
    for what, all_of in figures.items():
        all_of.sort()
        at = lambda share: all_of[min(int(share * len(all_of)), len(all_of) - 1)]
        print(f"{what:<22}{len(all_of):>7}{at(0.5):>9.1f}{at(0.99):>9.1f}{all_of[-1]:>9.1f}")


def memory(pid, what="VmRSS"):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(rf"{what}:\s+(\d+)", status.read())[1]) // 1024


if __name__ == "__main__":
    main()
