"""The command ``styrkompass``. Exit code 0: good; 1: the answer is "no"; 2: wrong use or input."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from assistant.commands import add_commands, held, take_in
from assistant.errors import TEXTS
from assistant.measuring import add_eval, take_questions
from assistant.report.command import add_report
from assistant.settings import Settings
from assistant.sharing import catch_up
from kg.errors import StyrError

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from ingest.source import Source

GOOD, NO, WRONG = 0, 1, 2
_MOST_LEFT_TOLD = 20
_READING = {
    "ask",
    "validate",
    "query",
    "ingest",
    "diff",
    "drafts",
    "publish",
    "versions",
    "rollback",
}
_READING |= {"backup", "eval", "report"}
"""Commands that read the published versions: what others have published is fetched before."""
_LONGEST, _LARGEST = 300.0, 32_000
"""Seconds and megabytes for a check from the command line; a million triples take some 20 s."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    lang = _locale_language()
    parser = _parser(lang)
    given = parser.parse_args(arguments)
    _take_from_graph(parser, given)
    if given.command is None:
        parser.print_help(sys.stderr)
        return WRONG
    logging.getLogger("chromadb").setLevel(logging.ERROR)
    try:
        settings = Settings.from_environment(
            data=given.data,
            host=getattr(given, "host", None),
            port=getattr(given, "port", None),
            who=getattr(given, "who", None),
        )
        if given.command in _READING and not getattr(given, "graph", ()):
            catch_up(settings, whole=True)
        code: int = given.run(settings, given)
        sys.stdout.flush()
        return code
    except StyrError as problem:
        print(problem.message(getattr(given, "lang", None) or lang), file=sys.stderr)
        return problem.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except KeyboardInterrupt:
        return GOOD if given.command == "serve" else 130


def _take_from_graph(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """``--graph FILE… QUESTION``: what follows the files was taken for one of them."""
    nothing = TEXTS.get(_locale_language(), "cli.nothing_asked")
    if given.command == "eval" and not take_questions(given):
        parser.error(nothing)
    if given.command == "ask" and given.question is None:
        if len(given.graph) < 2:
            parser.error(nothing)
        *given.graph, last = given.graph
        given.question = str(last)


def _locale_language() -> str:
    for name in ("STYRKOMPASS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "en" if value.lower().startswith("en") else "sv"
    return "sv"


class _Parser(argparse.ArgumentParser):
    """Says what was wrong and how to get help, in one language, and exits with 2."""

    lang = "sv"

    def error(self, message: str) -> NoReturn:
        hint = TEXTS.get(self.lang, "cli.hint", command=self.prog)
        self.exit(WRONG, f"{self.prog}: {message}\n{hint}\n")


def _parser(lang: str) -> _Parser:
    _Parser.lang = lang
    words: dict[str, str] = TEXTS.raw(lang, "cli")
    parser = _Parser(prog="styrkompass", description=words["about"])
    parser.add_argument("--version", action="version", version=f"styrkompass {_version()}")
    common = _Parser(add_help=False)
    common.add_argument("--data", type=Path, metavar="DIR", help=words["data"])
    graph = _Parser(add_help=False)
    graph.add_argument(
        "--graph", type=Path, nargs="+", default=(), metavar="FILE", help=words["graph"]
    )
    parser.set_defaults(command=None, data=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, run: Any, *parents: _Parser) -> _Parser:
        added = commands.add_parser(
            name, help=words[name], description=words[name], parents=[common, *parents]
        )
        added.set_defaults(run=run)
        return added

    then = _Parser(add_help=False)
    moment = then.add_mutually_exclusive_group()
    moment.add_argument("--at", metavar="DATE", help=words["at"])
    moment.add_argument("--version", type=int, metavar="N", help=words["version"])
    serve = command("serve", _serve, graph)
    serve.add_argument("--host", help=words["host"])
    serve.add_argument("--port", type=int, help=words["port"])
    ask = command("ask", _ask, graph, then)
    ask.add_argument("question", nargs="?", metavar="QUESTION", help=words["question"])
    ask.add_argument("--lang", choices=("sv", "en"), help=words["lang"])
    ask.add_argument("--unit", metavar="IRI", help=words["unit"])
    ask.add_argument("--json", action="store_true", help=words["json"])
    validate = command("validate", _validate)
    validate.add_argument("files", type=Path, nargs="*", metavar="FILE", help=words["files"])
    validate.add_argument("--draft", metavar="NAME", help=words["check_draft"])
    formats = ("text", "json", "turtle", "jsonld", "csv", "html", "sarif", "junit")
    validate.add_argument("--format", choices=formats, default="text", help=words["format"])
    views = ("strategy", "rule", "owner")
    validate.add_argument("--by", choices=views, default="strategy", help=words["by"])
    validate.add_argument("--health", action="store_true", help=words["health"])
    validate.add_argument(
        "--shapes", type=Path, nargs="+", default=(), metavar="FILE", help=words["shapes"]
    )
    validate.add_argument("--lang", choices=("sv", "en"), help=words["lang"])
    query = command("query", _query, graph, then)
    query.add_argument("file", type=Path, nargs="?", metavar="FILE", help=words["query_file"])
    query.add_argument("-e", dest="text", metavar="SPARQL", help=words["query_text"])
    forms = ("table", "csv", "tsv", "json", "xml", "turtle", "ntriples", "rdfxml", "jsonld")
    query.add_argument("--format", choices=forms, default="table", help=words["format"])
    query.add_argument("--timeout", type=float, default=30.0, metavar="S", help=words["timeout"])
    ingest = command("ingest", _ingest)
    ingest.add_argument("sources", type=Path, nargs="*", metavar="SOURCE", help=words["sources"])
    ingest.add_argument("--add", action="store_true", help=words["add"])
    ingest.add_argument("--who", metavar="NAME", help=words["who"])
    target = ingest.add_mutually_exclusive_group()
    target.add_argument("--into", metavar="DRAFT", help=words["into"])
    target.add_argument("--out", type=Path, metavar="FILE.ttl", help=words["out"])
    add_commands(command, words)
    add_eval(command, words, graph)
    add_report(command, words, graph, then)
    return parser


def _version() -> str:
    from importlib.metadata import version

    return version("styrkompassen")


# -- commands: each takes the settings and the parsed arguments and returns the exit code ---------


def _serve(settings: Settings, given: argparse.Namespace) -> int:
    from assistant.serving import serve

    serve(settings, given.graph)
    return GOOD


def _ask(settings: Settings, given: argparse.Namespace) -> int:
    from assistant.setup import Teller, open_assistant, version_asked_for
    from assistant.telling import answer_text

    number = version_asked_for(settings, given.version, given.at)
    with Teller(settings.lang).bar("embedding") as progress:
        assistant = open_assistant(settings, given.graph, progress, number)
    question = given.question.encode("utf-8", "replace").decode()  # bytes that are no text
    answer = assistant.ask(question, lang=given.lang, unit=given.unit)
    if given.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
    else:
        print(answer_text(answer))
    return NO if answer.verdict in ("unknown", "off_topic") else GOOD


def _validate(settings: Settings, given: argparse.Namespace) -> int:
    from assistant.checking import check
    from assistant.setup import own_shapes
    from ingest import loaded
    from kg.reports import FORMATS
    from kg.reports.as_text import to_text

    shapes = [(source.path, source.content) for source in loaded(given.shapes)]
    shapes += own_shapes(settings)
    what = _to_check(settings, given)
    checked = check(what, shapes, health=given.health, seconds=_LONGEST, megabytes=_LARGEST)
    _tell_imports(checked.not_followed, settings.lang)
    report = checked.report
    lang = given.lang or settings.lang
    if given.format == "text":
        print(to_text(report, lang, given.by), end="")
    else:
        print(FORMATS[given.format].write(report, lang), end="")
    return GOOD if report.conforms else NO


def _to_check(settings: Settings, given: argparse.Namespace) -> "Sequence[Source] | Sequence[Quad]":
    """What ``validate`` is about: files, a draft, or the current version."""
    from ingest import loaded
    from kg.drafts import DraftStore
    from kg.versions import VersionStore

    if given.files and given.draft:
        _Parser(prog="styrkompass validate").error(TEXTS.get(settings.lang, "cli.files_or_draft"))
    if given.files:
        return list(loaded(given.files))
    if given.draft:
        return DraftStore(settings.data).read(given.draft)
    versions = VersionStore(settings.data)
    return versions.quads(versions.current().number)


def _query(settings: Settings, given: argparse.Namespace) -> int:
    from assistant.setup import open_graph, version_asked_for
    from assistant.telling import table
    from kg.errors import FileUnreadable
    from kg.sparql import run

    if (given.file is None) == (given.text is None):
        _Parser(prog="styrkompass query").error(TEXTS.get(settings.lang, "cli.one_query"))
    text = given.text
    if text is None:
        try:
            text = given.file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            reason = getattr(problem, "strerror", None) or str(problem)
            raise FileUnreadable(path=given.file, reason=reason) from problem
    number = version_asked_for(settings, given.version, given.at)
    graph = open_graph(settings, given.graph, number)
    form = "json" if given.format == "table" else given.format
    result = run(graph.store, text, form, given.timeout)
    if given.format == "table":
        print(table(json.loads(result), settings.lang))
    else:
        sys.stdout.buffer.write(result)
    return GOOD


def _ingest(settings: Settings, given: argparse.Namespace) -> int:
    from assistant.setup import account
    from ingest import ingest
    from ingest.rdf import imports
    from ingest.source import Reading
    from kg.drafts import DEFAULT, DraftStore
    from kg.patch import SUFFIX

    if wrong := _wrong_ingest(given):
        _Parser(prog="styrkompass ingest").error(TEXTS.get(settings.lang, f"cli.{wrong}"))
    if given.out is not None:
        return _write_out(settings, given)
    target, store, reading = given.into or DEFAULT, DraftStore(settings.data), Reading()
    if given.add:
        reading.known.hold(held(store, target))
    patches = [path for path in given.sources if path.suffix.lower() == f".{SUFFIX}"]
    quads = list(ingest((path for path in given.sources if path not in patches), reading))
    _tell_imports(imports(quads), settings.lang)
    keep = reading.left_out if given.add else None
    by = settings.who or account()
    for path, removed, added, idle in take_in(store, target, quads, patches, keep=keep, by=by):
        counts = {"removed": removed, "added": added, "idle": idle}
        told = TEXTS.get(settings.lang, "cli.patched", path=path, target=target, **counts)
        print(told, file=sys.stderr)
    if quads or not patches:
        said = TEXTS.get(settings.lang, "cli.ingested", count=len(quads), target=target)
        print(said, file=sys.stderr)
    return GOOD


def _wrong_ingest(given: argparse.Namespace) -> str | None:
    """The text that says what does not go together; None when all is well."""
    if given.out is not None and given.add:
        return "add_or_out"
    return "no_sources" if given.out is None and not given.sources else None


def _write_out(settings: Settings, given: argparse.Namespace) -> int:
    """Write the sources, or the current version where none are given, to a file."""
    from assistant.comparing import without_provenance
    from ingest import ingest
    from ingest.output import check_target, write
    from ingest.rdf import imports
    from kg.versions import VersionStore

    check_target(given.out)
    if given.sources:
        quads = list(ingest(given.sources))
        _tell_imports(imports(quads), settings.lang)
        key, told = "cli.ingested", {"count": len(quads)}
    else:
        versions = VersionStore(settings.data)
        number = versions.current().number
        quads = versions.quads(number)
        key, told = "cli.written", {"number": number}
    triples = {quad.triple for quad in without_provenance(quads)}
    _tell_left(write(given.out, triples), settings.lang)
    print(TEXTS.get(settings.lang, key, **told, target=given.out), file=sys.stderr)
    return GOOD


def _tell_imports(found: Sequence[str], lang: str) -> None:
    """Say which ontologies the sources import: people expect it, and it is never done."""
    if found:
        said = TEXTS.get(lang, "cli.imports", addresses=", ".join(found))
        print(said, file=sys.stderr)


def _tell_left(left: "Sequence[Triple]", lang: str) -> None:
    """Say which statements a workbook cannot hold."""
    if left:
        shown = "\n".join(f"  {triple}" for triple in left[:_MOST_LEFT_TOLD])
        said = TEXTS.get(lang, "cli.not_in_workbook", count=len(left), shown=shown)
        print(said, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
