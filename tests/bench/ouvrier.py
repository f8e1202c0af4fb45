"""Birth of a worker: read before Django is set up, hence apart."""

import os
import threading
import time

import django


def naitre() -> None:
    django.setup()
    threading.Thread(target=_suivre, args=(os.getppid(),), daemon=True).start()


def _suivre(parent: int) -> None:
    """A worker does not outlive the bench, however it ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
