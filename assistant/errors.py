"""Errors that a person asking or operating can meet.

::

    AssistantError
    ├── QuestionError
    │   ├── QuestionEmpty       nothing was asked
    │   ├── QuestionTooLong     over the limit
    │   ├── QuestionPersonal    holds a personal identity number
    │   ├── ConversationTooLong the name of a conversation is over the limit
    │   ├── LanguageUnknown     neither sv nor en
    │   └── UnitUnknown         no such organisation in the graph
    ├── ThingUnknown            no such thing in the graph
    ├── DayWrong                not a date
    ├── OperatorError
    │   ├── SettingWrong        a setting's value
    │   ├── PortTaken           somebody listens there already
    │   ├── AddressUnusable     this machine has no such address
    │   ├── AddressOpen         reachable from outside, and there is no sign-in
    │   ├── ModelMissing        a model cannot be loaded
    │   ├── ModelNotFetched     it is not on this machine
    │   ├── ModelUnfit          a cross-encoder that gives no single score
    │   ├── DeviceMissing       models cannot run there
    │   ├── LanguageModelMissing  the package of a language model's provider is not there
    │   ├── LanguageModelWrong  a language model's settings
    │   ├── QuestionsBroken     a line of evaluation questions is no JSON object
    │   ├── QuestionFieldWrong  a field of such a line is missing or of the wrong form
    │   ├── QuestionKindUnknown its kind is not one of ours
    │   ├── QuestionTwice       two lines have the same id
    │   ├── QuestionsMissing    the files hold no questions
    │   ├── GraphEmpty          the graph has nothing that a question can find
    │   ├── RunBroken           an earlier evaluation that cannot be compared with
    │   └── ReportUnwritable    the file that the evaluation was to be written to
    ├── NothingSent             no file and no text to check
    ├── PatchExpected           an edit that is not an RDF Patch
    └── RequestBroken           a body that is not what the interface asks for

Texts are in ``assistant/texts/{sv,en}.toml`` under ``[error]``, keyed by class name.
"""

from kg.errors import StyrError
from kg.texts import Texts

TEXTS = Texts("assistant")


class AssistantError(StyrError):
    """Root of this package's errors."""

    texts = TEXTS


class QuestionError(AssistantError):
    """Something about the question."""

    status = 422


class QuestionEmpty(QuestionError):
    """No parameters."""


class QuestionTooLong(QuestionError):
    """``length``, ``limit``, both in characters."""

    status = 413


class QuestionPersonal(QuestionError):
    """No parameters."""


class ConversationTooLong(QuestionError):
    """``length``, ``limit``, both in characters."""


class LanguageUnknown(QuestionError):
    """``lang``."""


class UnitUnknown(QuestionError):
    """``unit``."""


class ThingUnknown(AssistantError):
    """``iri``."""

    status = 404


class DayWrong(AssistantError):
    """``day``."""


class OperatorError(AssistantError):
    """Something the operator mends."""

    status = 500


class SettingWrong(OperatorError):
    """``name``, ``value``, ``expected``."""


class PortTaken(OperatorError):
    """``host``, ``port``."""


class AddressUnusable(OperatorError):
    """``host``, ``port``, ``reason``."""


class AddressOpen(OperatorError):
    """``host``."""


class ModelMissing(OperatorError):
    """``name``, ``reason``."""


class ModelNotFetched(OperatorError):
    """``name``."""


class ModelUnfit(OperatorError):
    """``name``, ``labels``: how many figures it gives."""


class DeviceMissing(OperatorError):
    """``device``."""


class LanguageModelMissing(OperatorError):
    """``name``, ``package``."""


class LanguageModelWrong(OperatorError):
    """``name``, ``reason``."""


class QuestionsBroken(OperatorError):
    """``path``, ``line``, ``reason``."""


class QuestionFieldWrong(OperatorError):
    """``path``, ``line``, ``field``."""


class QuestionKindUnknown(OperatorError):
    """``path``, ``line``, ``kind``, ``known``."""


class QuestionTwice(OperatorError):
    """``path``, ``line``, ``id``; ``first`` file and ``at`` line that have it too."""


class QuestionsMissing(OperatorError):
    """``path``: one or more, separated by commas."""


class GraphEmpty(OperatorError):
    """No parameters."""


class RunBroken(OperatorError):
    """``path``, ``reason``."""


class ReportUnwritable(OperatorError):
    """``path``, ``reason``."""


class NothingSent(AssistantError):
    """No parameters."""


class PatchExpected(AssistantError):
    """``media_type``, ``expected``."""

    status = 415


class RequestBroken(AssistantError):
    """``reason``."""

    status = 400
