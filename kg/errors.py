"""Every error a person can meet, each saying what happened, on what, and what to do next.

::

    StyrError
    ├── InputError            a file or a text that cannot be read
    │   ├── FileUnreadable    not there, or no permission
    │   ├── FormatUnknown     no RDF format is known by that name
    │   ├── SourceUnknown     a file that is neither RDF nor Excel
    │   ├── SyntaxBroken      it does not parse; says where
    │   ├── WorkbookRefused   an Excel file that is not opened
    │   └── WorkbookBroken    a workbook with cells that cannot be understood; names them all
    ├── FileTaken             writing would replace a workbook
    ├── ShapesBroken          shapes that cannot be used
    ├── QueryError
    │   ├── QueryRefused      an update, SERVICE, a foreign FROM
    │   ├── QueryBroken       does not parse; says where
    │   ├── QueryTimeout      stopped at its time limit
    │   ├── QueryTooHungry    stopped at its memory limit
    │   ├── QueryFailed       the SPARQL server that was asked could not answer it
    │   ├── QueryNested       brackets within brackets, deeper than any parser can read
    │   ├── NotAcceptable     the result has no format that the client takes
    │   ├── VersionsTooMany   more versions in one query than fit in memory
    │   ├── WorkerEnded       the process that ran it ended by a fault of ours
    │   └── Busy              too many queries are running and waiting
    ├── ExploreWrong          what was chosen on the page for exploring cannot become a query
    ├── SavedError
    │   ├── SavedUnknown      there is no such saved query
    │   ├── SavedKeyWrong     the key is not the one that it was saved with
    │   ├── SavedWrong        a saved query's title or text is missing or too long
    │   └── SavedFull         no more saved queries are taken
    ├── LimitError            work that went past its limits
    │   ├── TooSlow           stopped at its time limit
    │   └── TooLarge          stopped at its memory limit
    ├── StoreError
    │   ├── FolderNotWritable the data folder cannot be written
    │   ├── DiskFull          there is no room for what was to be written
    │   ├── FolderDamaged     it is not as it was left
    │   │   ├── PartMissing   a file in it is gone
    │   │   ├── PartChanged   a file in it is not the one that was written
    │   │   └── DraftDamaged  a draft's file is gone or is not the one that was written
    │   ├── FolderBusy        somebody else is publishing
    │   ├── NothingPublished  there is no version yet
    │   ├── NothingPublishedThen  there was no version at that time
    │   ├── VersionUnknown    there is no such version
    │   ├── DraftUnknown      there is no such draft
    │   ├── DraftNameWrong    not a name that a draft can have
    │   ├── DraftExists       a draft of that name is there already
    │   ├── EditUnknown       the draft has no such edit
    │   ├── FolderHasContent  restoring would replace what is in the data folder
    │   ├── BackupFolderTaken there is something else where a backup was to be put
    │   ├── BackupUnknown     there is no backup there
    │   ├── BackupDamaged     the backup is not as it was made
    │   └── SharedStoreError  something about the SPARQL server that versions are shared on
    │       ├── StoreUnreachable   it does not answer, or not to the end
    │       ├── StoreRefused       it does not accept who we are
    │       ├── StoreAddressWrong  there is something else at one of its addresses
    │       ├── StoreFull          it has no room
    │       ├── StoreFailed        it answers with another error
    │       ├── StoreHalf          it has not kept all of what was written
    │       ├── StoreDamaged       a version there is not as it was written
    │       ├── StoreTaken         somebody else has published that version
    │       └── StoreDiffers       it has another version of that number than the folder
    ├── DumpImpossible        a format that cannot hold what is to be written
    ├── DraftOutdated          others have published since the draft was started (exit 1)
    ├── DraftUnchanged         the draft is what is published already (exit 1)
    ├── VersionInForce         going back to what is published already (exit 1)
    ├── PublishRefused        the draft breaks rules (exit 1: the answer is "no")
    └── PublishEmpty          the draft has no vision (exit 1)

Texts are in ``kg/texts/{sv,en}.toml`` under ``[error]``, keyed by class name.
"""

import errno

from kg.texts import Texts

TEXTS = Texts("kg")


class StyrError(Exception):
    """Root of the tree.

    Parameters are the values its text names, for example ``FileUnreadable(path="a.ttl")``.
    ``exit_code`` is what the command line exits with, ``status`` what HTTP answers.
    """

    exit_code = 2
    status = 400
    texts: Texts = TEXTS

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.message("en"))

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.params)

    def message(self, lang: str) -> str:
        """The whole text in ``lang`` ("sv" or "en")."""
        return self.texts.get(lang, f"error.{type(self).__name__}", **self.params)

    @property
    def place(self) -> dict[str, int]:
        """Where in a text the error is: ``line`` and ``column`` from 1, empty where not known."""
        found = {name: self.params.get(name) for name in ("line", "column")}
        return {name: value for name, value in found.items() if isinstance(value, int)}


def _again(error: type[StyrError], params: dict[str, object]) -> StyrError:
    """What pickle calls: exceptions are otherwise made again from their message."""
    return error(**params)


class InputError(StyrError):
    """Something given to us cannot be read."""


class FileUnreadable(InputError):
    """``path``, ``reason``."""


class FormatUnknown(InputError):
    """``name``, ``known``."""

    status = 415


class SourceUnknown(InputError):
    """``name`` of the file; the endings of ``rdf`` and ``excel`` files that are read."""

    status = 415


class SyntaxBroken(InputError):
    """``path``, ``reason``: a text, or a `kg.texts.Phrase` (`kg.syntax.reason`)."""


class WorkbookRefused(InputError):
    """``path``, ``reason``: a `kg.texts.Phrase`."""


class WorkbookBroken(InputError):
    """``path``, ``count`` of ``problems``: `kg.texts.Phrase` objects, each naming its cell."""


class FileTaken(StyrError):
    """``path``."""

    status = 409


class ShapesBroken(StyrError):
    """``reason``: what the validator says of the shapes that were supplied."""


class QueryError(StyrError):
    """A SPARQL query that is not answered."""


class QueryRefused(QueryError):
    """``what``: the part that is not allowed."""

    status = 403


class QueryBroken(QueryError):
    """``reason``."""


class QueryTimeout(QueryError):
    """``seconds``."""

    status = 503


class QueryTooHungry(QueryError):
    """``megabytes``. Asked again it would need as much, so it is no 503."""

    status = 422


class QueryFailed(QueryError):
    """``reason``: what the server says."""

    status = 502


class QueryNested(QueryError):
    """``depth``."""


class NotAcceptable(QueryError):
    """``known``."""

    status = 406


class VersionsTooMany(QueryError):
    """``count`` of the versions that are named, ``most`` that may be."""


class WorkerEnded(QueryError):
    """No parameters."""

    status = 500


class Busy(QueryError):
    """``seconds`` after which to try again."""

    status = 503


class ExploreWrong(StyrError):
    """``reason``: a `kg.texts.Phrase`."""

    status = 422


class SavedError(StyrError):
    """A query that somebody saves or has saved."""


class SavedUnknown(SavedError):
    """``id``."""

    status = 404


class SavedKeyWrong(SavedError):
    """``id``."""

    status = 403


class SavedWrong(SavedError):
    """``reason``: a `kg.texts.Phrase`."""

    status = 422


class SavedFull(SavedError):
    """``most``."""

    status = 409


class LimitError(StyrError):
    """Work on what somebody supplied that went past its limits."""


class TooSlow(LimitError):
    """``seconds``."""

    status = 503


class TooLarge(LimitError):
    """``megabytes``."""

    status = 413


class StoreError(StyrError):
    """Something about the data folder."""

    status = 503


class FolderNotWritable(StoreError):
    """``path``, ``reason``."""


class DiskFull(StoreError):
    """``path``."""


def unwritten(path: object, problem: OSError) -> StoreError:
    """What to raise when the file system would not let ``path`` be written."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(path=path)
    return FolderNotWritable(path=path, reason=problem.strerror or str(problem))


class FolderDamaged(StoreError):
    """The data folder is not as it was left."""


class PartMissing(FolderDamaged):
    """``path`` of the folder, ``part`` of it that is gone."""


class PartChanged(FolderDamaged):
    """``path`` of the folder, ``part`` of it that differs from its checksum."""


class DraftDamaged(FolderDamaged):
    """``path`` of the folder, ``part`` of it that is not as it was left, ``name`` of the draft."""


class FolderBusy(StoreError):
    """``path``."""


class NothingPublished(StoreError):
    """``path``."""


class NothingPublishedThen(StoreError):
    """``moment`` that was asked about, ``first``: when the first version was published."""

    status = 404


class VersionUnknown(StoreError):
    """``number``, ``known``."""

    status = 404


class DraftUnknown(StoreError):
    """``name``, ``known``."""

    status = 404


class DraftNameWrong(StoreError):
    """``name``."""

    status = 400


class DraftExists(StoreError):
    """``name``."""

    status = 409


class EditUnknown(StoreError):
    """``name`` of the draft, ``number`` of the edit, ``last`` that there is."""

    status = 404


class FolderHasContent(StoreError):
    """``path``."""


class BackupFolderTaken(StoreError):
    """``path`` of the folder, ``part``: what is in it."""


class BackupUnknown(StoreError):
    """``path``."""


class BackupDamaged(StoreError):
    """``path`` of the backup, ``part`` of it that is not as it was."""


class DumpImpossible(StyrError):
    """``format``, ``statement`` that it has no way to write."""

    status = 409


class SharedStoreError(StoreError):
    """Something about the SPARQL server that versions are shared on."""


class StoreUnreachable(SharedStoreError):
    """``address``, ``reason``: a text or a `kg.texts.Phrase`."""


class StoreRefused(SharedStoreError):
    """``address``, ``status``: what HTTP it answered with."""


class StoreAddressWrong(SharedStoreError):
    """``address``, ``status``, ``what`` should be there (a `kg.texts.Phrase`), ``setting``."""


class StoreFull(SharedStoreError):
    """``address``, ``reason``."""


class StoreFailed(SharedStoreError):
    """``address``, ``status``, ``reason``."""


class StoreHalf(SharedStoreError):
    """``address``, ``number`` of the version, ``graph`` that has ``found`` of ``expected``."""


class StoreDamaged(SharedStoreError):
    """``address``, ``number`` of the version, ``part`` of it."""


class StoreTaken(SharedStoreError):
    """``address``, ``number`` of the version."""

    status = 409


class StoreDiffers(SharedStoreError):
    """``address``, ``number`` of the version, ``path`` of the data folder."""

    status = 409


class DraftOutdated(StyrError):
    """``name`` of the draft, ``base`` version that it starts from, ``current`` version."""

    exit_code = 1
    status = 409


class DraftUnchanged(StyrError):
    """``name`` of the draft, ``number`` of the version that holds the same."""

    exit_code = 1
    status = 409


class VersionInForce(StyrError):
    """``number`` of the version, ``current`` one that holds the same."""

    exit_code = 1
    status = 409


class PublishRefused(StyrError):
    """``count`` of violations. The parameter "report" holds the report that lists them."""

    exit_code = 1
    status = 409


class PublishEmpty(StyrError):
    """No parameters."""

    exit_code = 1
    status = 409
