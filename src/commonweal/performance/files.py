"""Partners' files between upload and run: checked, unpacked and kept where no page reaches them, then removed.

They lie under settings.UPLOADS_DIR in a folder per run. Names are the last part of what was uploaded, sizes
are counted while unpacking (what an archive says of itself is not believed), and nothing but tables and one
mapping file is kept.
"""

from __future__ import annotations

import gzip
import shutil
import stat
import tomllib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol
from uuid import UUID

from django.conf import settings

from commonweal.performance.rules import (
    MEGABYTE,
    MOST_AGGREGATES,
    MOST_FILES,
    MOST_UNPACKED,
    MOST_UPLOADED,
    Layout,
    UploadError,
    check_pattern,
    is_table,
    safe_name,
)

MAPPING = "mapping.toml"
AGGREGATES = "aggregates.json"
_PIECE = MEGABYTE


class Uploaded(Protocol):
    """What Django gives of an uploaded file."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterator[bytes]: ...


def folder_of(run_id: UUID | str) -> Path:
    """Where a run's files are."""
    return Path(settings.UPLOADS_DIR) / str(run_id)


def keep(run_id: UUID, layout: Layout, uploads: Iterable[Uploaded]) -> list[tuple[str, int]]:
    """Check and keep what was uploaded for a run; returns names and sizes as kept.

    Raises UploadError; then nothing is kept.
    """
    folder = folder_of(run_id)
    folder.mkdir(parents=True, mode=0o700)
    try:
        return _Keeper(folder, layout).take(list(uploads))
    except BaseException:
        remove(run_id)
        raise


def remove(run_id: UUID | str) -> None:
    """Remove a run's files."""
    shutil.rmtree(folder_of(run_id), ignore_errors=True)


class _Keeper:
    """Takes files into one folder, counting all their bytes together."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self.folder = folder
        self.layout = layout
        self.left = MOST_AGGREGATES if layout is Layout.AGGREGATES else MOST_UNPACKED
        self.kept: dict[str, int] = {}

    def take(self, uploads: list[Uploaded]) -> list[tuple[str, int]]:
        if not uploads:
            raise UploadError("Choose at least one file.")
        size = sum(upload.size or 0 for upload in uploads)
        if size > MOST_UPLOADED:
            raise UploadError(
                f"{size // MEGABYTE} MB are more than the {MOST_UPLOADED // MEGABYTE} MB of one upload. Make the "
                "sums at home with `commonweal evidence run --share` and upload those."
            )
        for upload in uploads:
            name = safe_name(upload.name or "")
            if name.lower().endswith(".zip") and self.layout is not Layout.AGGREGATES:
                self._archive(name, upload)
            else:
                self._file(name, upload.chunks())
        self._whole()
        return sorted(self.kept.items())

    def _archive(self, name: str, upload: Uploaded) -> None:
        path = self.folder / ".archive"
        with path.open("wb") as out:
            for piece in upload.chunks():
                out.write(piece)
        try:
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    self._entry(name, archive, entry)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            if isinstance(error, UploadError):
                raise
            raise UploadError(
                f"{name} cannot be unpacked: it is damaged, locked by a password or no zip."
            ) from error
        finally:
            path.unlink()

    def _entry(self, name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        last = entry.filename.replace("\\", "/").rsplit("/", 1)[-1]
        if entry.is_dir() or last.startswith(".") or "__MACOSX/" in entry.filename:
            return
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise UploadError(f"{name} holds a link instead of a file. Pack the files themselves.")
        with archive.open(entry) as stream:
            self._file(safe_name(last), _pieces(stream))

    def _file(self, name: str, pieces: Iterable[bytes]) -> None:
        target = self._target(name)
        if target.lower() in {one.lower() for one in self.kept}:
            raise UploadError(f"Two files are called {name}; which one counts?")
        if len(self.kept) >= MOST_FILES:
            raise UploadError(f"More than {MOST_FILES} files in one upload.")
        path = self.folder / target
        size = 0
        with path.open("wb") as out:
            for piece in pieces:
                self._count(len(piece))
                size += len(piece)
                out.write(piece)
        path.chmod(0o600)
        if target.lower().endswith(".gz"):
            self._count_gzip(path)
        self.kept[target] = size

    def _target(self, name: str) -> str:
        lower = name.lower()
        if self.layout is Layout.AGGREGATES:
            if not lower.endswith(".json") or self.kept:
                raise UploadError("For sums upload exactly one file, the JSON that `--share` wrote.")
            return AGGREGATES
        if self.layout is Layout.FILES and lower.endswith(".toml"):
            return MAPPING
        if not is_table(name):
            raise UploadError(
                f"{name} is no table. Upload Parquet, CSV, TSV or text, also packed as .gz or in one zip."
            )
        # A mapping names files as they are; for the sources case decides nothing.
        return name if self.layout is Layout.FILES else lower

    def _count(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise UploadError(
                "Unpacked, the upload is larger than one run may be. Feed fewer months, or make the sums at home "
                "with `commonweal evidence run --share`."
            )

    def _count_gzip(self, path: Path) -> None:
        try:
            with gzip.open(path) as stream:
                for piece in _pieces(stream):
                    self._count(len(piece))
        except (OSError, EOFError, zlib.error) as error:
            raise UploadError(f"{path.name} cannot be unpacked: it is damaged or no gzip.") from error

    def _whole(self) -> None:
        if self.layout is Layout.FILES:
            if MAPPING not in self.kept:
                raise UploadError("For another layout the upload needs its mapping file (MAPPING.toml), too.")
            _check_mapping(self.folder / MAPPING)
        if self.layout is not Layout.AGGREGATES and not any(is_table(name) for name in self.kept):
            raise UploadError("There is no table in the upload.")


def _pieces(stream: IO[bytes] | Any) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _check_mapping(path: Path) -> None:
    try:
        described = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UploadError(f"The mapping file is no TOML: {error}.") from error
    for table, section in described.items():
        if isinstance(section, dict):
            check_pattern(section.get("file"), table)
