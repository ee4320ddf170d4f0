#!/usr/bin/env python3
"""Puts what a benchmark prints into docs/performance.md, between the marks of this name: `… | page.py NAME`."""

import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs/performance.md"


def put(name, text):
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, rest = PAGE.read_text().split(begin)
    PAGE.write_text(before + begin + text + rest[rest.index(end):])
    print(f"==> wrote {PAGE.name}", file=sys.stderr)


if __name__ == "__main__":
    printed = sys.stdin.read()
    print(printed, end="")
    if not printed:
        sys.exit("nothing to write")
    put(sys.argv[1], printed)
