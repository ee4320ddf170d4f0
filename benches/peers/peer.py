"""One engine in its own process, which answers one line of JSON to each line that it is asked."""

import json
import subprocess
import sys


class Peer:
    def __init__(self, name, language, command):
        self.name = name
        self.language = language
        self.process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

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
