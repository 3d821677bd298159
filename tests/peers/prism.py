"""The real Prism over a vendor's own OpenAPI document, which proves the form of requests and nothing of their values.

    with Prism(folder, document) as prism:
        prism.url
        prism.count_valid()        # how many requests fitted"""

import os
import pathlib
import subprocess

from waiting import free_port, listens, wait_until

HERE = pathlib.Path(__file__).resolve().parent
MODULES = HERE.parent / "node_modules"
SHARED_DATA = pathlib.Path(os.environ.get("LIFECYCLED_SHARED_DATA", HERE.parents[2] / "shared" / "data"))


def prism_is_installed() -> bool:
    return (MODULES / ".bin" / "prism").exists()


class Prism:
    """Answers by a vendor's own OpenAPI document and refuses what does not fit it."""

    def __init__(self, folder: pathlib.Path, document: pathlib.Path):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "prism.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([MODULES / ".bin" / "prism", "mock", "-h", "127.0.0.1", "-p", str(port), "--errors", document],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            wait_until(lambda: listens(port), f"prism listens; see {self.log}", 300)
        except TimeoutError:
            self.__exit__()
            raise

    def log_text(self) -> str:
        return self.log.read_text(errors="replace")

    def count_valid(self) -> int:
        return self.log_text().count("passed the validation rules")

    def __enter__(self) -> "Prism":
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait()
