"""Several things at once, each in a process forked from this one, that answers by a pipe what its action returned."""

import os
import pickle
import signal
from contextlib import ExitStack
from functools import partial


class Ailleurs:
    """`action()` at work in a process of its own, ended with the `with`."""

    def __init__(self, action):
        lecture, ecriture = os.pipe()
        self._pid = os.fork()
        if not self._pid:
            _run(action, ecriture)
        os.close(ecriture)
        self._tube = os.fdopen(lecture, "rb")

    def __enter__(self):
        return self

    def __exit__(self, *erreur):
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._tube.close()

    def wait(self):
        """What the action returned; None when it raised, or its process died."""
        recu = self._tube.read()
        return pickle.loads(recu) if recu else None  # noqa: S301 - from a fork of ours, that may do what we may


def _run(action, ecriture):
    """End a forked process after its action, without what the interpreter does on leaving."""
    try:
        with os.fdopen(ecriture, "wb") as tube:
            tube.write(pickle.dumps(action()))
    finally:
        os._exit(0)


def share(action, parts):
    """Yield `action(part, parts)` for each part, in their order: the first one here, the others elsewhere, all at once.
    Those that nobody waits for any more are ended."""
    with ExitStack() as pile:
        autres = [pile.enter_context(Ailleurs(partial(action, part, parts))) for part in range(1, parts)]
        yield action(0, parts)
        yield from (autre.wait() for autre in autres)
