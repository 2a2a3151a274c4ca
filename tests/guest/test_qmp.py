"""QEMU's sockets, as they come to be."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

from tools.guest.qmp import connected


def test_a_socket_that_is_there_and_not_yet_listened_at_is_waited_for(tmp_path: Path) -> None:
    """Between bind and listen the kernel refuses whoever connects."""
    path = tmp_path / "port"
    with socket.socket(socket.AF_UNIX) as server:

        def slowly() -> None:
            time.sleep(0.1)
            server.bind(str(path))
            time.sleep(0.1)
            server.listen()

        opening = threading.Thread(target=slowly)
        opening.start()
        with connected(path) as line, server.accept()[0] as other:
            other.sendall(b"here")
            assert line.recv(4) == b"here"
        opening.join()
