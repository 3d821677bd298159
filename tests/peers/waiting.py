"""Waiting for other processes: until something is true, with a limit, and free ports to give them."""

import socket
import time


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now. Another process may still take it first: whoever starts a server
    on it waits until the server answers, and sees the failure there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true, what: str, seconds: float = 10.0):
    """Asks until the answer is true, and returns that answer. `what` stands in the error."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := true():
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {seconds:g} s still not: {what}")
        time.sleep(0.02)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False
