"""The demo as a newcomer sees it: the live view while it trains, never silent, a whole site at the end."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

SILENCE_SECONDS = 2.0


def test_the_demo_is_never_silent_and_serves_what_it_trained(tmp_path: Path) -> None:
    words = [str(Path(sys.executable).with_name("hackday")), "demo", "--minutes", "0.5", "--out", "site"]
    environment = {**os.environ, "BROWSER": "true", "HACKDAY_RUNS": str(tmp_path / "runs")}
    process = subprocess.Popen(
        words, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr is not None
    stream = process.stderr
    lines: queue.Queue[tuple[float, str]] = queue.Queue()

    def hear() -> None:
        for line in stream:
            lines.put((time.monotonic(), line))

    threading.Thread(target=hear, daemon=True).start()
    last, worst, said, live = time.monotonic(), 0.0, "", ""
    while "(Ctrl-C ends it)" not in said:
        at, line = lines.get(timeout=60)
        worst, last = max(worst, at - last), at
        said += line
        found = re.search(r"live: (http://\S+)", line)
        if found:
            live = found[1]
            with urllib.request.urlopen(live, timeout=10) as answer:
                assert answer.status == 200
    assert live
    assert worst < SILENCE_SECONDS
    site = re.findall(r"http://127\.0\.0\.1:\d+/", said)[-1]
    with urllib.request.urlopen(site, timeout=10) as answer:
        assert b"hackday-page" in answer.read()
    assert len(list((tmp_path / "site").glob("*/index.html"))) == 4
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
