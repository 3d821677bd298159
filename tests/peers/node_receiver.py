"""A server in Node.js that tells on its standard output, a line each: first where it listens, then what it received. The peers that
an npm package makes are such."""

import json
import pathlib
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent


class NodeReceiver:
    """script: a file of this folder. `told` is its first line, `received` are the others so far."""

    def __init__(self, script: str, *arguments: object):
        self.received: list[dict] = []
        self.process = subprocess.Popen(["node", HERE / script, *map(str, arguments)], text=True, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE)
        self.told = json.loads(self.process.stdout.readline())
        self.port = self.told["port"]
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.received.append(json.loads(line))

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
