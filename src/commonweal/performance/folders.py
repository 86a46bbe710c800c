"""Drop folders: what the deployment gives an organisation to put files into, and nothing else of the disk.

They lie under settings.FEEDS_DIR, in a folder named by the organisation's identifier; each folder in that one can
be pointed at. No link is followed on the way or at its end, so that a folder shows what lies in it and no more.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from commonweal.performance.rules import MEGABYTE, Layout, UploadError, is_table

State = list[list[object]]
"""What lies in a folder: [name, bytes, when it was changed, in nanoseconds], by name."""


def place_of(organisation_id: UUID | str) -> Path | None:
    """Where an organisation's drop folders are; None where the deployment has none."""
    return Path(settings.FEEDS_DIR) / str(organisation_id) if settings.FEEDS_DIR else None


def names_of(organisation_id: UUID | str) -> list[str]:
    """The folders that an organisation may point at."""
    place = place_of(organisation_id)
    if place is None or not _is_folder(place):
        return []
    return sorted(one.name for one in place.iterdir() if not one.name.startswith(".") and _is_folder(one))


@dataclass(frozen=True)
class Found:
    """A file in a drop folder, read as an uploaded one is."""

    path: Path
    name: str
    size: int
    changed: int

    def chunks(self) -> Iterator[bytes]:
        """Its content. Raises UploadError where it has become a link or is gone."""
        try:
            handle = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError as error:
            raise UploadError(f"{self.name} can no longer be read.") from error
        with os.fdopen(handle, "rb") as opened:
            while piece := opened.read(MEGABYTE):
                yield piece


def files_of(organisation_id: UUID | str, name: str, layout: Layout) -> list[Found]:
    """The files of this layout in a folder, by name. Others, hidden ones and links are left alone.

    Raises UploadError when the folder is not there (any more) or is none that may be pointed at.
    """
    place = place_of(organisation_id)
    if place is None or name not in names_of(organisation_id):
        raise UploadError(
            f"The folder {name} is not there any more. Ask whoever looks after this deployment."
        )
    found = []
    for path in sorted((place / name).iterdir()):
        told = path.lstat()
        if stat.S_ISREG(told.st_mode) and not path.name.startswith(".") and _is_of(layout, path.name):
            found.append(Found(path, path.name, told.st_size, told.st_mtime_ns))
    return found


def state_of(files: list[Found]) -> State:
    """What lies there now, for comparing."""
    return [[one.name, one.size, one.changed] for one in files]


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _is_of(layout: Layout, name: str) -> bool:
    lower = name.lower()
    if layout is Layout.AGGREGATES:
        return lower.endswith(".json")
    return is_table(lower) or lower.endswith(".zip") or (layout is Layout.FILES and lower.endswith(".toml"))
