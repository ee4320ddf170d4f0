"""What a Python developer would wire by hand: Jinja2, json, jsonschema-rs.

peer.py ENGINE SCHEMA PROFILES TEMPLATES, then commands on standard input: see ../README.md.
"""

import json
import sys
from pathlib import Path
from time import perf_counter_ns as clock

import jinja2
import jsonschema_rs


def parse(text):
    """A payload that is JSON, or None."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def time(render, users, is_valid):
    """Time for one payload, over all users."""
    start = clock()
    for user in users:
        payload = parse(render(user))
        if payload is not None:
            is_valid(payload)
    return {"ns": (clock() - start) / len(users)}


def counts(render, users, is_valid):
    """Where the time goes, the mean size, and what is wrong with the payloads."""
    total = dict.fromkeys(["render", "parse", "validate", "bytes", "broken", "invalid"], 0)
    for user in users:
        start = clock()
        text = render(user)
        rendered = clock()
        payload = parse(text)
        parsed = clock()
        valid = payload is not None and is_valid(payload)
        validated = clock()
        total["render"] += rendered - start
        total["parse"] += parsed - rendered
        total["validate"] += validated - parsed
        total["bytes"] += len(text.encode())
        total["broken"] += payload is None
        total["invalid"] += payload is not None and not valid
    for key in ["render", "parse", "validate", "bytes"]:
        total[key] /= len(users)
    return total


def payloads(render, users, _is_valid):
    return [render(user) for user in users[:500]]


def main():
    _engine, schema, profiles, templates = sys.argv[1:]
    is_valid = jsonschema_rs.validator_for(json.loads(Path(schema).read_text())).is_valid
    users = [json.loads(line) for line in Path(profiles).read_text().split("\n") if line]
    ready = {}
    for line in sys.stdin:
        command, workload = line.split()
        if workload not in ready:
            source = (Path(templates) / f"{workload}.json").read_text()
            ready[workload] = jinja2.Environment().from_string(source).render
        run = {"time": time, "counts": counts, "payloads": payloads}[command]
        print(json.dumps(run(ready[workload], users, is_valid)), flush=True)


if __name__ == "__main__":
    main()
