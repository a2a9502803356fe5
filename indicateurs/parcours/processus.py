"""Several things at once, each in a process forked from this one, that answers by a pipe what its action returned."""

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Generic, Self, TypeVar

Rendu = TypeVar("Rendu")


class Ailleurs(Generic[Rendu]):
    """`action()` at work in a process of its own, ended with the `with`."""

    def __init__(self, action: Callable[[], Rendu]) -> None:
        lecture, ecriture = os.pipe()
        self._pid = os.fork()
        if not self._pid:
            _run(action, ecriture)
        os.close(ecriture)
        self._tube = os.fdopen(lecture, "rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *erreur: object) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._tube.close()

    def wait(self) -> Rendu | None:
        """What the action returned; None when it raised, or its process died."""
        recu = self._tube.read()
        return pickle.loads(recu) if recu else None  # noqa: S301 - from a fork of ours, that may do what we may


def _run(action: Callable[[], object], ecriture: int) -> None:
    """End a forked process after its action, without what the interpreter does on leaving."""
    try:
        with os.fdopen(ecriture, "wb") as tube:
            tube.write(pickle.dumps(action()))
    finally:
        os._exit(0)


def share(action: Callable[[int, int], Rendu], parts: int) -> Iterator[Rendu | None]:
    """Yield `action(part, parts)` for each part, in their order: the first one here, the others elsewhere, all at once.
    Those that nobody waits for any more are ended."""
    with ExitStack() as pile:
        autres = [pile.enter_context(Ailleurs(partial(action, part, parts))) for part in range(1, parts)]
        yield action(0, parts)
        yield from (autre.wait() for autre in autres)
