#!/usr/bin/env python3
"""Writes down what Jinja makes of the templates beside this script.

Each `<family>.templates` holds one template a line; `␤` stands for a line break, lines that begin with `## ` and
empty ones are skipped. Each `<family>.matrix` holds subjects and calls; every call is made on every subject. The
answers go to `<family>.json`. All templates see the data in `context.json`, a fresh copy each. Run it with Jinja2 3.1.6 after a change to the templates or the context; the tests themselves need no Python.
"""

import json
import pathlib
import re
import sys

import jinja2

HERE = pathlib.Path(__file__).parent
VERSION = "3.1.6"


def answer(environment, template, context):
    try:
        output = environment.from_string(template).render(json.loads(context))
    except Exception as error:  # whatever it is, its class is the answer
        return {"template": template, "error": type(error).__name__}
    # Some objects print where they lie in memory.
    return {"template": template, "output": re.sub(r"at 0x[0-9a-f]+>", "at 0x…>", output)}


def lines(source):
    for line in source.read_text(encoding="utf-8").split("\n"):
        if line.strip() and not line.startswith("## "):
            yield line


def templates(source):
    if source.suffix == ".templates":
        return [line.replace("␤", "\n") for line in lines(source)]
    words = [line.split(" ", 1) for line in lines(source)]
    subjects = [text for word, text in words if word == "subject"]
    calls = [text for word, text in words if word == "call"]
    glue = [("" if call[0] in "|.[" else " ") + call for call in calls]
    return ["{{ " + subject + call + " }}" for call in glue for subject in subjects]


def main():
    if jinja2.__version__ != VERSION:
        sys.exit(f"this needs Jinja2 {VERSION}, not {jinja2.__version__}")
    environment = jinja2.Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    context = (HERE / "context.json").read_text(encoding="utf-8")
    seen = set()
    for source in sorted([*HERE.glob("*.templates"), *HERE.glob("*.matrix")]):
        answers = []
        for template in templates(source):
            if template in seen:
                continue
            seen.add(template)
            answers.append(answer(environment, template, context))
        rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in answers)
        source.with_suffix(".json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")
    print(f"{len(seen)} vectors")


if __name__ == "__main__":
    main()
