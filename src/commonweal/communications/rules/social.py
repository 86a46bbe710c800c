"""What a post may be on each channel: limits as the channels state them, and words for those who do not see."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Channel:
    """A channel: how many characters, what a link counts for (0: its own length), whether an image is needed."""

    key: str
    name: str
    most: int
    link: int = 0
    needs_image: bool = False
    longest_alt: int = 1000


CHANNELS: dict[str, Channel] = {
    one.key: one
    for one in (
        Channel("bluesky", "Bluesky", 300, longest_alt=2000),
        Channel("mastodon", "Mastodon", 500, link=23, longest_alt=1500),
        Channel("x", "X", 280, link=23),
        Channel("facebook", "Facebook", 63_206),
        Channel("linkedin", "LinkedIn", 3_000, longest_alt=300),
        Channel("instagram", "Instagram", 2_200, needs_image=True, longest_alt=100),
        Channel("nextdoor", "Nextdoor", 3_000),
    )
}


def length(text: str, channel: Channel) -> int:
    """Characters as the channel counts them: a letter with its accents is one, a link what the channel says."""
    counted = 0
    if channel.link:
        counted = channel.link * len(_URL.findall(text))
        text = _URL.sub("", text)
    return counted + sum(1 for one in unicodedata.normalize("NFC", text) if not unicodedata.combining(one))


def faults(text: str, channel: Channel, *, image: bool, alt: str) -> list[str]:
    """Why the post cannot go out on this channel, in words."""
    found = []
    if (used := length(text, channel)) > channel.most:
        found.append(f"{channel.name} takes {channel.most:,} characters; this has {used:,}.")
    if image and not alt.strip():
        found.append("The picture has no description. Say what is to be seen.")
    if len(alt) > channel.longest_alt:
        found.append(f"{channel.name} takes {channel.longest_alt:,} characters of description.")
    if channel.needs_image and not image:
        found.append(f"{channel.name} needs a picture.")
    return found
