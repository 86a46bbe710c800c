"""An OpenID Connect issuer in a thread: strict about what a client owes it, and false where a test wants that.

OpenID Connect Core 1.0 §3.1 (authorization code flow), RFC 7636 (PKCE, S256).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "commonweal", "s3cret"


class Issuer:
    """`person` is whoever sits before the browser; `refuses` names what fails: "token", "userinfo" or nothing."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {}
        self.refuses = ""
        self.audience = CLIENT
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Issuer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """From now on nobody answers at its address."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def app(self, **settings: Any) -> dict[str, Any]:
        """How `SOCIALACCOUNT_PROVIDERS` names it."""
        return {
            "provider_id": "single-sign-on",
            "name": "Harbor County",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.address} | settings,
        }

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT, asked
        assert "openid" in asked["scope"].split() and asked["code_challenge_method"] == "S256", asked
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _token(self, given: dict[str, str]) -> dict[str, Any] | None:
        asked = self._codes.pop(given.get("code", ""), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        if (
            self.refuses == "token"
            or asked is None
            or (given.get("client_id"), given.get("client_secret")) != (CLIENT, SECRET)
            or given.get("redirect_uri") != asked["redirect_uri"]
            or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": self.audience, "iat": now, "exp": now + 300} | self.person
        signed = jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": "1"})
        return {"access_token": "opens-userinfo", "token_type": "Bearer", "id_token": signed}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                issuer.asked.append(parts.path)
                if parts.path == "/.well-known/openid-configuration":
                    self.say(200, issuer._discovery())
                elif parts.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", issuer._authorize(_first(parts.query)))
                    self.end_headers()
                elif parts.path == "/userinfo" and issuer.refuses != "userinfo":
                    assert self.headers["Authorization"] == "Bearer opens-userinfo"
                    self.say(200, issuer.person)
                else:
                    self.say(500, {"error": "server_error"})

            def do_POST(self) -> None:
                issuer.asked.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                answer = issuer._token(_first(body)) if self.path == "/token" else None
                self.say(200 if answer else 400, answer or {"error": "invalid_grant"})

            def say(self, status: int, what: dict[str, Any]) -> None:
                body = json.dumps(what).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing: the test says what went wrong."""

        return Handler


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
