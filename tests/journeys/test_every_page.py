"""Every kind of page, for people in different roles: no violation found by axe-core, nothing wider than a phone."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

PEOPLE = {
    "convenor": "convenor@",
    "partner lead": "lead@",
    "navigator": "navigator@",
}
PASSWORD = "commonweal demo"
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d+")
NOT_PAGES = (
    ".csv",
    ".pdf",
    ".ics",
    ".zip",
    ".svg",
    ".atom",
    ".xml",
    "/export/",
    "/sign-in/logout/",
    "/live/",
)
