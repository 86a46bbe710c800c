"""Where a package's files come from: a zip archive or a folder, opened without trusting either.

Nothing is ever extracted. A name that would lie outside the package, a symbolic link, an encrypted member
or an archive that swells beyond reason means that the package was not made in good faith or is damaged: it is
refused.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from commonweal.interchange.hsds.failures import PackageRefused

MAX_FILES = 1_000
MAX_BYTES = 2 * 1024**3
"""Unpacked; a directory of a whole country stays below it."""
_SUSPECT_BYTES = 100 * 1024**2
_SUSPECT_RATIO = 200


class Container(Protocol):
    """Files of a package by their name, with forward slashes."""

    def names(self) -> list[str]:
        """All files, shallowest first."""

    def open(self, name: str) -> IO[bytes]:
        """One of them, to be read from its start."""

    def close(self) -> None:
        """Let go of what is open."""


class ZipContainer:
    """A zip archive."""

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
            raise PackageRefused(
                f"{path.name} is not a whole zip archive: {error}. Nothing was read."
            ) from error
        self._names: list[str] = []
        members = self._archive.infolist()
        if len(members) > MAX_FILES:
            raise PackageRefused(f"{path.name} holds {len(members):,} files; a package has a few dozen.")
        for member in members:
            self._check(path, member)
        total = sum(member.file_size for member in members)
        if total > MAX_BYTES:
            raise PackageRefused(
                f"{path.name} would unpack to {total / 1024**3:,.1f} GiB; "
                f"the limit is {MAX_BYTES // 1024**3} GiB."
            )

    def _check(self, path: Path, member: zipfile.ZipInfo) -> None:
        name = member.filename
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if ".." in parts or name.startswith(("/", "\\")) or (parts and ":" in parts[0]):
            raise PackageRefused(
                f"{path.name} holds a file that would lie outside it: {name!r}. Nothing was read."
            )
        if stat.S_ISLNK(member.external_attr >> 16):
            raise PackageRefused(f"{path.name} holds a symbolic link: {name!r}. Nothing was read.")
        if member.flag_bits & 0x1:
            raise PackageRefused(f"{path.name} is encrypted ({name!r}). Bring it without a password.")
        if member.file_size > _SUSPECT_BYTES and member.file_size > _SUSPECT_RATIO * max(
            member.compress_size, 1
        ):
            raise PackageRefused(
                f"{path.name} swells without reason: {name!r} has {member.compress_size:,} bytes in "
                f"the archive and "
                f"{member.file_size:,} unpacked. Nothing was read."
            )
        if not member.is_dir():
            self._names.append(name)

    def names(self) -> list[str]:
        return _by_depth(self._names)

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(name)

    def close(self) -> None:
        self._archive.close()


class FolderContainer:
    """A folder on disk."""

    def __init__(self, path: Path) -> None:
        self._root = path.resolve()
        self._names = []
        for item in path.rglob("*"):
            if item.is_symlink() and not item.resolve().is_relative_to(self._root):
                raise PackageRefused(f"{path.name} holds a link to something outside it: {item.name!r}.")
            if item.is_file():
                self._names.append(item.relative_to(path).as_posix())
            if len(self._names) > MAX_FILES:
                raise PackageRefused(
                    f"{path.name} holds more than {MAX_FILES:,} files; is it the right folder?"
                )

    def names(self) -> list[str]:
        return _by_depth(self._names)

    def open(self, name: str) -> IO[bytes]:
        return (self._root / name).open("rb")

    def close(self) -> None:
        """Nothing is held open."""


def _by_depth(names: list[str]) -> list[str]:
    real = [name for name in names if not name.startswith("__MACOSX/") and "/." not in f"/{name}"]
    return sorted(real, key=lambda name: (name.count("/"), name))


@contextmanager
def reading(file: str) -> Iterator[None]:
    """Turn damage met in the middle of a file into a refusal that names the file."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise PackageRefused(f"{file} is damaged inside the archive: {error}.") from error
