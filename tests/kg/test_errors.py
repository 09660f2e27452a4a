"""The error trees: drawn as they are, and every error has its text in both languages."""

import pickle
import re
import string
from collections.abc import Iterator
from types import ModuleType

import pytest

import assistant.errors
import kg.errors
from kg.errors import StyrError
from kg.texts import LANGUAGES, load

TREES = [(kg.errors, StyrError), (assistant.errors, assistant.errors.AssistantError)]
DRAWN = re.compile(r"^    (?P<lines>[│ ]*(?:[├└]── )?)(?P<name>[A-Z]\w+)")


def tree(root: type[StyrError]) -> Iterator[type[StyrError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == root.__module__:
            yield from tree(child)


def leaves(root: type[StyrError]) -> list[type[StyrError]]:
    """Those that are raised; the others only sort them."""
    return [error for error in tree(root) if not error.__subclasses__()]


LEAVES = [error for _, root in TREES for error in leaves(root)]


def named(error: type[StyrError]) -> set[str]:
    """The parameters that the docstring names."""
    return set(re.findall(r"``(\w+)``", error.__doc__ or ""))


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.mark.parametrize(("module", "root"), TREES)
def test_the_drawing_is_the_tree(module: ModuleType, root: type[StyrError]) -> None:
    drawn: list[tuple[int, str]] = []
    for line in (module.__doc__ or "").splitlines():
        if found := DRAWN.match(line):
            drawn.append((len(found["lines"]) // 4, found["name"]))
    depth = len(root.__mro__)
    assert drawn == [(len(error.__mro__) - depth, error.__name__) for error in tree(root)]


@pytest.mark.parametrize(("module", "root"), TREES)
def test_every_error_of_the_module_is_in_the_tree(
    module: ModuleType, root: type[StyrError]
) -> None:
    defined = {
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Exception)
        and value.__module__ == module.__name__
    }
    assert defined == set(tree(root))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("module", "root"), TREES)
def test_there_is_a_text_for_every_error_and_no_other(
    module: ModuleType, root: type[StyrError], lang: str
) -> None:
    package = module.__name__.split(".")[0]
    assert set(load(package, lang)["error"]) == {error.__name__ for error in leaves(root)}


@pytest.mark.parametrize("error", LEAVES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_is_filled_with_what_the_docstring_names(error: type[StyrError], lang: str) -> None:
    text = error.texts.raw(lang, f"error.{error.__name__}")
    assert placeholders(text) == named(error)
    values = {name: f"«{name}»" for name in named(error)}
    made = error(**values)
    assert made.params == values
    assert all(value in made.message(lang) for value in values.values())
    assert not re.search(r"[{}]\w+}", made.message(lang))
    assert str(made) == made.message("en") != made.message("sv")


@pytest.mark.parametrize("error", LEAVES)
def test_a_text_ends_as_a_sentence(error: type[StyrError]) -> None:
    """Or with an example of a question, or with a reason that comes from elsewhere."""
    for lang in LANGUAGES:
        text = error.texts.raw(lang, f"error.{error.__name__}")
        assert text.endswith((".", "?", "{reason}"))
        assert text[0].isupper() or text[0] in "{/"


@pytest.mark.parametrize("error", LEAVES)
def test_errors_travel_between_processes(error: type[StyrError]) -> None:
    """Unpickling called the class with its message and failed with a TypeError."""
    made = error(**{name: f"«{name}»" for name in named(error)})
    copy = pickle.loads(pickle.dumps(made))
    assert (type(copy), copy.params, str(copy)) == (error, made.params, str(made))


def test_a_parameter_left_out_is_noticed_when_the_error_is_made() -> None:
    with pytest.raises(KeyError):
        kg.errors.VersionUnknown(number=1)


def test_an_unknown_language_gets_swedish() -> None:
    error = kg.errors.NothingPublished(path="data")
    assert error.message("fi") == error.message("sv")


def test_exit_codes_and_statuses() -> None:
    """The command line exits with 1 only where the answer is no."""
    assert {error.__name__ for error in LEAVES if error.exit_code != 2} == {
        "PublishEmpty",
        "DraftOutdated",
        "DraftUnchanged",
        "PublishRefused",
        "VersionInForce",
    }
    assert kg.errors.PublishRefused.exit_code == 1
    statuses = {error.__name__: error.status for error in leaves(StyrError)}
    statuses = {name: status for name, status in statuses.items() if name in vars(kg.errors)}
    assert statuses == {
        "FileUnreadable": 400,
        "FormatUnknown": 415,
        "SourceUnknown": 415,
        "SyntaxBroken": 400,
        "WorkbookRefused": 400,
        "WorkbookBroken": 400,
        "FileTaken": 409,
        "ShapesBroken": 400,
        "QueryRefused": 403,
        "QueryBroken": 400,
        "QueryTimeout": 503,
        "QueryTooHungry": 422,
        "QueryNested": 400,
        "VersionsTooMany": 400,
        "NotAcceptable": 406,
        "WorkerEnded": 500,
        "Busy": 503,
        "QueryFailed": 502,
        "ExploreWrong": 422,
        "SavedUnknown": 404,
        "SavedKeyWrong": 403,
        "SavedWrong": 422,
        "SavedFull": 409,
        "TooSlow": 503,
        "TooLarge": 413,
        "FolderNotWritable": 503,
        "DiskFull": 503,
        "PartMissing": 503,
        "PartChanged": 503,
        "DraftDamaged": 503,
        "FolderBusy": 503,
        "NothingPublished": 503,
        "NothingPublishedThen": 404,
        "VersionUnknown": 404,
        "DraftUnknown": 404,
        "DraftNameWrong": 400,
        "DraftExists": 409,
        "EditUnknown": 404,
        "FolderHasContent": 503,
        "BackupFolderTaken": 503,
        "BackupUnknown": 503,
        "BackupDamaged": 503,
        "StoreUnreachable": 503,
        "StoreRefused": 503,
        "StoreAddressWrong": 503,
        "StoreFull": 503,
        "StoreFailed": 503,
        "StoreHalf": 503,
        "StoreDamaged": 503,
        "StoreTaken": 409,
        "StoreDiffers": 409,
        "DumpImpossible": 409,
        "PublishEmpty": 409,
        "DraftOutdated": 409,
        "DraftUnchanged": 409,
        "VersionInForce": 409,
        "PublishRefused": 409,
    }
