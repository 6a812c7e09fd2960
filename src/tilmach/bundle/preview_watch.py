"""Which files are saved while a preview runs."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from tilmach.errors import TilmachError

_STEP = 50  # milliseconds without a change after which those before are told
_LONGEST = 400  # milliseconds for which changes are gathered
_QUIET = 200  # milliseconds without a change after which a watch tells that it runs
_PATIENCE = 2  # seconds
_AGAIN = 0.2  # seconds after which folders that are not there are looked for


class Watcher:
    """Tells that something was saved in some files and folders, which may come and go.

    A file is watched through its folder: many editors write another one and rename it, and a watched file would be gone. The
    same goes for a folder that is made later, such as ``locales/``.
    """

    def __init__(self, paths: Sequence[Path], stop: threading.Event) -> None:
        self._paths = frozenset(path.parent.resolve() / path.name for path in paths)
        self._stop = stop
        self._changed = threading.Event()
        self._again = threading.Event()
        self._folders: frozenset[Path] = frozenset()
        self._error = ""
        self._is_above = threading.Event()
        self._is_inside = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(task,), daemon=True) for task in (self._above, self._inside)]

    def start(self) -> None:
        """Begin; what is saved before both threads watch is not told."""
        for thread in self._threads:
            thread.start()

    def wait_until_watching(self) -> None:
        """Wait for the system, which takes its time; not for long."""
        for event in (self._is_above, self._is_inside):
            event.wait(_PATIENCE)

    def wait(self, seconds: float) -> bool:
        """Wait for changes; return whether there were any since the last time.

        Raises:
            TilmachError: The system does not let us watch.
        """
        changed = self._changed.wait(seconds)
        if changed:
            self._changed.clear()
        if self._error:
            raise TilmachError(
                f"Files can't be watched: {self._error}. Set WATCHFILES_FORCE_POLLING=1 to have them looked at in turn instead."
            )
        return changed

    def close(self) -> None:
        """End; the event that was given has to be set."""
        self._again.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(1)

    def _run(self, task: Callable[[], None]) -> None:
        try:
            while not self._stop.is_set():
                # a folder that goes at the wrong moment is looked for again
                with contextlib.suppress(FileNotFoundError):
                    task()
                self._stop.wait(_AGAIN)
        except (OSError, RuntimeError) as error:
            self._error = str(error)
            for event in (self._changed, self._is_above, self._is_inside):
                event.set()

    def _above(self) -> None:
        """Watch the folders that hold what is watched."""
        from watchfiles import Change, watch  # noqa: PLC0415  only for a preview

        folders = {path.parent for path in self._paths if path.parent.is_dir()}
        if not folders:
            self._is_above.set()
            return
        for changes in watch(
            *folders, recursive=False, watch_filter=lambda _, name: Path(name) in self._paths, stop_event=self._stop,
            step=_STEP, debounce=_LONGEST, rust_timeout=_QUIET, yield_on_timeout=True, raise_interrupt=False,
        ):  # fmt: skip
            self._is_above.set()
            if not changes:
                continue
            came_or_went = {Path(name) for change, name in changes if change is not Change.modified}
            if any(path in self._folders or path.is_dir() for path in came_or_went):
                self._again.set()
            self._changed.set()

    def _inside(self) -> None:
        """Watch the folders among what is watched, until one of them comes or goes."""
        from watchfiles import Change, DefaultFilter, watch  # noqa: PLC0415  only for a preview

        usual = DefaultFilter()

        def is_wanted(change: Change, name: str) -> bool:
            # what begins with a full stop is what an editor or tilmach writes before it renames it
            return usual(change, name) and not Path(name).name.startswith(".")

        is_again = self._is_inside.is_set()
        self._again.clear()
        if self._stop.is_set():
            return
        self._folders = frozenset(path for path in self._paths if path.is_dir())
        if not self._folders:
            self._is_inside.set()
            self._again.wait(_AGAIN)
            return
        for changes in watch(
            *self._folders, watch_filter=is_wanted, stop_event=self._again, step=_STEP, debounce=_LONGEST,
            rust_timeout=_QUIET, yield_on_timeout=True, raise_interrupt=False,
        ):  # fmt: skip
            # what was saved between two watches nobody has told
            if changes or is_again:
                self._changed.set()
            is_again = False
            self._is_inside.set()
