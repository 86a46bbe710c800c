"""Planned failures of commands: what happened, what was kept, what to do. Never a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click


class Failure(click.ClickException):
    """A command could not do what it was asked, for a reason a person can act on."""

    def show(self, file: object = None) -> None:
        click.echo(f"commonweal: {self.format_message()}", err=True)


@contextmanager
def plain() -> Iterator[None]:
    """Turn the failures every command may meet (full disk, closed pipe, no permission) into sentences."""
    try:
        yield
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); the rest is of no use to anybody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            click.echo(
                f"commonweal: the disk is full{_where(error)}. Nothing that was there has changed. "
                "Free some space and run the command again.",
                err=True,
            )
            sys.exit(1)
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            click.echo(f"commonweal: no permission to write{_where(error)}.", err=True)
            sys.exit(1)
        raise


def _where(error: OSError) -> str:
    return f" ({error.filename})" if error.filename else ""
