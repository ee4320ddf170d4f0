#!/usr/bin/env python3
"""Measures lineplate beside its peers, in one run, and writes the table into docs/performance.md.

    python3 benches/peers/run.py            # builds and installs what is missing, measures, writes the table
    python3 benches/peers/run.py --web      # the npm package beside its peers, in Node and in Chromium
    python3 benches/peers/run.py --quick    # two rounds over few users, and only prints: does everything work?

README.md in this folder says how it works.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from shutil import copy, which
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "benches"))

from page import put
from peer import Peer
from schema import reduce
from table import table, web_table

PEERS = ROOT / "benches/peers"
WORK = ROOT / "target/peers"
WORKLOADS = ["w1_text", "w2_receipt", "w3_carousel", "w4_logic"]
# One user in fifty has a name that breaks naive templates: there the engines need not agree.
HOSTILE = 49


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--web", action="store_true", help="the npm package, which `make package` builds")
    arguments.add_argument("--quick", action="store_true", help="two rounds over few users; only print")
    arguments = arguments.parse_args()
    users, rounds = (1_000, 2) if arguments.quick else (10_000, 7)
    for tool, remedy in {"cargo": "https://rustup.rs", "node": "Node 20 or later", "npm": "Node 20 or later"}.items():
        if not which(tool):
            sys.exit(f"{tool} is missing: install {remedy}")
    WORK.mkdir(parents=True, exist_ok=True)
    ours = build_ours()
    files = write_inputs(ours, users)
    peers = web_peers(files) if arguments.web else native_peers(ours, files)
    check_agreement(peers)
    load = os.getloadavg()[0]
    if load > os.cpu_count() / 2:
        say(f"the machine is busy (load {load:.1f}): the figures will be worse than they could be")
    results = measure(peers, rounds)
    about = f"{environment(load)} {users:,} users, median of {rounds} rounds."
    text = web_table(results, about) if arguments.web else table(results, about)
    print(text)
    if arguments.web:
        say("measuring how long an editor waits")
        latency = output(["node", ROOT / "benches/web/latency.mjs"]) + "\n"
        print(latency)
    if not arguments.quick:
        put("web" if arguments.web else "peers", text)
    if arguments.web and not arguments.quick:
        put("latency", f"{environment(load)}\n\n{latency}")


def build_ours():
    say("building lineplate")
    return executable(["cargo", "bench", "--quiet", "--no-run", "--bench", "workloads", "--locked"], "workloads")


def write_inputs(ours, users):
    """The files that each engine is called with."""
    profiles, schema = WORK / "profiles.ndjson", WORK / "push.schema.json"
    run([ours, "--write-profiles", str(users), profiles])
    run([ours, "--write-schema", schema])
    schema.write_text(json.dumps(reduce(json.loads(schema.read_text()))))
    return schema, profiles


def native_peers(ours, files):
    """lineplate in Rust, and what is wired by hand in any language."""
    say("building and installing the peers")
    rust = executable(
        ["cargo", "build", "--quiet", "--release", "--locked", "--target-dir", WORK / "rust",
         "--manifest-path", PEERS / "rust/Cargo.toml"], "peers")
    install_node()
    python = WORK / "python/bin/python"
    if not python.exists():
        run([sys.executable, "-m", "venv", WORK / "python"])
    run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--requirement", PEERS / "python/requirements.txt"])
    node = ["node", PEERS / "node/peer.mjs"]
    commands = {
        "minijinja": ("minijinja + serde_json + jsonschema", "Rust", [rust]),
        "tera": ("tera + serde_json + jsonschema", "Rust", [rust]),
        "handlebars": ("handlebars + serde_json + jsonschema", "Rust", [rust]),
        "nunjucks": ("nunjucks + ajv", "Node", node),
        "liquidjs": ("liquidjs + ajv", "Node", node),
        "jinja2": ("Jinja2 + jsonschema-rs", "Python", [python, PEERS / "python/peer.py"]),
    }
    profiles = files[1]
    return [
        Peer("lineplate", "Rust", [ours, "--serve", "lineplate", profiles]),
        Peer("lineplate from text", "Rust", [ours, "--serve", "lineplate from text", profiles]),
        Peer("written by hand", "Rust", [ours, "--serve", "by hand", profiles]),
        *(Peer(name, language, [*command, engine, *files, templates(engine)])
          for engine, (name, language, command) in commands.items()),
    ]


def web_peers(files):
    """lineplate's package and its peers in JavaScript, each in Node and in Chromium."""
    if not (ROOT / "wasm/npm/dist/engine.wasm").exists():
        sys.exit("lineplate's package is not built: `make package`")
    install_node()
    names = {"lineplate": "lineplate", "nunjucks": "nunjucks + ajv", "liquidjs": "liquidjs + ajv"}
    places = {"Node": "peer.mjs", "Chromium": "browser.mjs"}
    return [
        # A page computes in a process of the browser's; in one table, all are timed in the same way.
        Peer(name, place, ["node", PEERS / "node" / program, engine, *files, templates(engine)], computes=False)
        for place, program in places.items() for engine, name in names.items()
    ]


def install_node():
    lock, installed = PEERS / "node/package-lock.json", PEERS / "node/node_modules/.package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        run(["npm", "ci", "--silent", "--prefix", PEERS / "node"])


def templates(engine):
    """The templates of an engine: the common ones, and its own where its language differs."""
    folder = WORK / "templates" / engine
    folder.mkdir(parents=True, exist_ok=True)
    for workload in WORKLOADS:
        own = PEERS / "templates" / engine / f"{workload}.json"
        copy(own if own.exists() else ROOT / f"benches/inputs/workloads/{workload}.json", folder)
    return folder


def check_agreement(peers):
    """Ends the run unless all engines write the same messages: else they would not do the same work."""
    say("comparing what the engines write")
    for workload in WORKLOADS:
        expected, *others = [(peer, peer.ask("payloads", workload)) for peer in peers]
        for peer, payloads in others:
            if payloads is None:
                continue
            for user, (ours, theirs) in enumerate(zip(expected[1], payloads, strict=True)):
                if user % 50 != HOSTILE and json.loads(ours) != json.loads(theirs):
                    sys.exit(f"{peer.name} writes another {workload} for user {user}:\n{ours}\n{theirs}")


def measure(peers, rounds):
    """All engines take turns in each round, so that what disturbs the machine disturbs all of them."""
    times = {}
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}" if number else "warming up")
        for workload in WORKLOADS:
            for peer in peers:
                ns = peer.time(workload)
                if number and ns:
                    times.setdefault((workload, peer), []).append(ns)
    say("looking where the time goes")
    return [
        {"workload": workload, "engine": peer.name, "language": peer.language,
         **parts(peer.ask("counts", workload), median(readings))}
        for (workload, peer), readings in times.items()
    ]


def parts(counts, ns):
    """The parts of a peer's time as shares of its median: they come from one pass, which may have been disturbed."""
    stages = [stage for stage in ("render", "parse", "validate") if stage in counts]
    total = sum(counts[stage] for stage in stages)
    return {**counts, "ns": ns, **{stage: ns * counts[stage] / total for stage in stages}}


def environment(load):
    """The machine and all versions, as text."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists() and (model := re.search(r"model name\s*: (.*)", info.read_text())):
        cpu = model[1]
    locked = re.findall(r'name = "(.*)"\nversion = "(.*)"', (PEERS / "rust/Cargo.lock").read_text())
    crates = ["minijinja", "tera", "handlebars", "jsonschema", "serde_json"]
    package = json.loads((PEERS / "node/package.json").read_text())["dependencies"]
    pins = (PEERS / "python/requirements.txt").read_text().split()
    versions = [
        output(["rustc", "--version"]).rsplit(" (", 1)[0],
        *(f"{name} {version}" for name, version in locked if name in crates),
        f"Node {output(['node', '--version']).lstrip('v')}",
        *(f"{name} {package[name]}" for name in ["nunjucks", "liquidjs", "ajv"]),
        f"Python {platform.python_version()}",
        *(pin.replace("==", " ") for pin in pins if not pin.startswith("markupsafe")),
    ]
    return f"{date.today():%-d %B %Y}, {cpu}, {platform.system()} {platform.machine()}; {', '.join(versions)}; load {load:.1f} before the run."


def executable(command, name):
    """Runs Cargo and says where it put the program."""
    lines = output([*command, "--message-format", "json"]).splitlines()
    built = [message for message in map(json.loads, lines) if message.get("executable")]
    return next(message["executable"] for message in built if message["target"]["name"] == name)


def run(command):
    subprocess.run(list(map(str, command)), check=True, cwd=ROOT)


def output(command):
    return subprocess.run(list(map(str, command)), check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout.strip()


def say(what):
    print(f"==> {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"this did not work: {' '.join(map(str, error.cmd))}")
