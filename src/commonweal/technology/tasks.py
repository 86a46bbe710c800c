"""Background work of technology."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.retry import RetryStrategy

from commonweal.technology import mail


@app.task(
    name="technology.deliver",
    retry=RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions={OSError}),
)
def deliver(to: str, subject: str, text: str) -> None:
    """Send one e-mail; tried again, ever later, while the mail server cannot be reached."""
    mail.deliver(to=to, subject=subject, text=text)
