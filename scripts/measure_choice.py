"""How often the right question of the library is chosen: `python scripts/measure_choice.py FILE…`.

Each line of a file is a question with the name of the right library question in ``query`` and the
IRI of the thing it is about, if any, in ``about``. Prints what was wrong and the share right.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.embeddings import EmbeddingCache, load_embeddings
from assistant.reading import Reader
from assistant.settings import Settings
from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR

CACHE = Path(".data") / "measure-choice"


def opened() -> Reader:
    """What reads questions to Piteå's graph, its vectors kept in `CACHE`."""
    graph = GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))
    CACHE.mkdir(parents=True, exist_ok=True)
    model = load_embeddings(Settings().embeddings)
    return Reader(graph, EmbeddingCache(CACHE / "vectors.sqlite", model))


def wrong(reader: Reader, lines: list[dict[str, Any]]) -> Iterator[str]:
    """What was chosen for each question where it is not the right one."""
    for line in lines:
        choice = reader.chooser.choose(reader.read(line["question"], line["lang"]))
        name = choice.question.name if choice.question else "-"
        named = [node.value for node in (choice.about, choice.other) if node]
        if name != line["query"]:
            yield f"{line['query']:32} {name:32} {line['question']}"
        elif line["about"] and line["about"] not in named and not choice.between:
            yield f"{line['query']:32} {' '.join(named):32} {line['question']}"


def main() -> None:
    """Measure every file named on the command line."""
    reader = opened()
    for path in sys.argv[1:]:
        text = Path(path).read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.splitlines() if line.strip()]
        failures = list(wrong(reader, lines))
        print("\n".join(failures))
        print(f"{path}: {len(lines) - len(failures)} of {len(lines)} right")


if __name__ == "__main__":
    main()
