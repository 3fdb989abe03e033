"""A published site over HTTP, as a host would serve it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hackday.publishing.serve import open_socket, site_server


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of `folder`, with a slash at its end, as long as the block runs."""
    server, listener = site_server(folder), open_socket(None)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
    assert not thread.is_alive()
