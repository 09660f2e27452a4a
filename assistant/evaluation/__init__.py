"""How good the answers are: `styrkompass eval` over files of questions with known answers.

`questions` reads the files, `judge` asks and judges, `draws` computes figures with intervals,
`result` holds a run, `comparison` two of them; ``as_…`` write them. What each figure means is in
``docs/evaluation.md``.
"""

from assistant.evaluation.comparison import Comparison
from assistant.evaluation.draws import Difference, Figure
from assistant.evaluation.judge import RIGHT_VERDICTS, Asked
from assistant.evaluation.outcome import Outcome
from assistant.evaluation.questions import KINDS, PLACED, Question, read_questions
from assistant.evaluation.result import Evaluation, Group, evaluate, read_run

__all__ = [
    "KINDS",
    "PLACED",
    "RIGHT_VERDICTS",
    "Asked",
    "Comparison",
    "Difference",
    "Evaluation",
    "Figure",
    "Group",
    "Outcome",
    "Question",
    "evaluate",
    "read_questions",
    "read_run",
]
