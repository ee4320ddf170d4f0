"""One engine in its own process, which answers one line of JSON to each line that it is asked."""

import json
import subprocess
import sys
from pathlib import Path


class Peer:
    def __init__(self, name, language, command, computes=True):
        self.name = name
        self.language = language
        self.computes = computes
        self.process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def time(self, workload):
        """Nanoseconds for one payload, or None: on the processor, where the system tells, else by the clock.

        On the processor, because whatever else the machine does takes the processor away now and then.
        """
        if self.ask("ready", workload) is None:
            return None
        before = self.on_processor()
        answer = self.ask("time", workload)
        after = self.on_processor()
        return answer["ns"] if before is None else (after - before) / answer["payloads"]

    def on_processor(self):
        """How long the main thread of the engine has run, in nanoseconds. A page in a browser runs elsewhere."""
        status = Path(f"/proc/{self.process.pid}/schedstat")
        return int(status.read_text().split()[0]) if self.computes and status.exists() else None

    def ask(self, command, workload):
        """The answer, or None where an engine does not take part."""
        try:
            self.process.stdin.write(f"{command} {workload}\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            sys.exit(f"{self.name} ended before it answered `{command} {workload}`; its message is above")
        return json.loads(answer)
