"""Sends events by the real @segment/analytics-node (segment_client.mjs), and reads what it says was acknowledged."""

import dataclasses
import json
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
INSTALLED = HERE.parent / "node_modules" / "@segment"


@dataclasses.dataclass(frozen=True)
class Acknowledged:
    messages: list[str]       # the message ids that the server took, in the order in which the client heard so
    given_up: list[dict]      # the client's words about the others


def is_installed() -> bool:
    return shutil.which("node") is not None and INSTALLED.is_dir()


def send_by_segment(port: int, write_key: str, calls: list[dict], flush_at: int = 15, retries: int = 3,
                    seconds: float = 120.0) -> Acknowledged:
    """calls: {"type": "track", "userId": ..., "event": ..., "properties": {...}} and the like."""
    command = ["node", HERE / "segment_client.mjs", "--host", f"http://127.0.0.1:{port}", "--write-key", write_key,
               "--flush-at", str(flush_at), "--retries", str(retries)]
    done = subprocess.run(command, input="".join(json.dumps(call) + "\n" for call in calls), text=True,
                          stdout=subprocess.PIPE, timeout=seconds, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(calls):
        raise RuntimeError(f"the Segment client answered for {len(answers)} of {len(calls)} calls, exit {done.returncode}")
    return Acknowledged([answer["messageId"] for answer in answers if answer["ok"]],
                        [answer for answer in answers if not answer["ok"]])
