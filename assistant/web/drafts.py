"""Drafts over HTTP: edits as RDF Patch, judged at once."""

import threading
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from assistant.comparing import without_provenance
from assistant.errors import PatchExpected
from assistant.settings import Settings
from assistant.setup import account, start_draft
from assistant.web.problems import language
from kg.drafts import DraftStore, Edit
from kg.incremental import Change, LiveValidator
from kg.patch import Patch, for_draft, read_patch
from kg.reports.as_json import to_json as report_json

router = APIRouter()
PATCH = "application/rdf-patch"
"""Not one of the types that a page of another site can send without being allowed to."""
KEPT = 3
"""Drafts whose findings are kept at hand, the last edited."""


class LiveDrafts:
    """Edits drafts, and knows at once what each edit breaks and mends. Thread-safe."""

    def __init__(self, folder: Path, by: str = "") -> None:
        """``by`` is who edits, by default the account that runs the program."""
        self._store = DraftStore(folder)
        self._by = by or account()
        self._live: OrderedDict[str, tuple[int, LiveValidator]] = OrderedDict()
        self._lock = threading.Lock()

    def edit(self, name: str, patch: Patch, note: str) -> tuple[Edit | None, Change, bool]:
        """The edit that ``patch`` became, what it changed, and whether the draft now conforms.

        A patch without effect is no edit.

        The draft is started from the current version if it is new. Raises `kg.errors.StoreError`;
        then nothing has changed.
        """
        with self._lock:
            start_draft(self._store, name, self._by)
            live = self._validator(name)
            patch = live.effective(patch)
            edit = None
            number, _ = self._live.pop(name)  # until the findings are right again
            if patch.removed or patch.added:
                edit = self._store.edit(name, patch.removed, patch.added, who=self._by, note=note)
                number = edit.number
            change = live.apply(without_provenance(patch.removed), without_provenance(patch.added))
            self._live[name] = number, live
            return edit, change, live.conforms

    def _validator(self, name: str) -> LiveValidator:
        """The one at hand, unless somebody else has edited the draft since."""
        edits = self._store.head(name).edits
        number, live = self._live.pop(name, (None, None))
        if live is None or number != edits:
            live = LiveValidator(without_provenance(self._store.read(name)))
        self._live[name] = edits, live
        while len(self._live) > KEPT:
            self._live.popitem(last=False)
        return live


@router.get("/api/drafts")
def names(request: Request) -> list[str]:
    """Names of the drafts."""
    return _store(request).names()


@router.get("/api/drafts/{name}")
def history(request: Request, name: str) -> list[dict[str, Any]]:
    """The edits of a draft, oldest first."""
    return [asdict(edit) for edit in _store(request).history(name)]


@router.post("/api/drafts/{name}")
async def edit(request: Request, name: str, note: str = "") -> Response:
    """Apply an RDF Patch as one edit: what it broke and mended, and how long the check took."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != PATCH:
        raise PatchExpected(media_type=media_type or "–", expected=PATCH)
    patch = for_draft(read_patch(await request.body(), name="patch"))
    live: LiveDrafts = request.app.state.drafts
    made, change, conforms = await run_in_threadpool(live.edit, name, patch, note)
    lang = language(request)
    body = {
        "edit": asdict(made) if made else None,
        "conforms": conforms,
        "broke": report_json(change.broke, lang)["results"],
        "mended": report_json(change.mended, lang)["results"],
        "removed": change.removed,
        "added": change.added,
        "checked": change.checked,
        "ms": change.ms,
    }
    return JSONResponse(body, headers={"cache-control": "no-store"})


def _store(request: Request) -> DraftStore:
    settings: Settings = request.app.state.settings
    return DraftStore(settings.data)
