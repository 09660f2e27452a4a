"""Requests that only read: their methods, and whether the client has the answer already."""

from fastapi import Request

READ = ["GET", "HEAD"]


def known(request: Request, etag: str) -> bool:
    """Whether ``If-None-Match`` names the tag, compared weakly (RFC 9110, 13.1.2)."""
    told = request.headers.get("if-none-match", "").split(",")
    return etag.removeprefix("W/") in {each.strip().removeprefix("W/") for each in told}
