"""Errors that a person asking or operating can meet.

::

    AssistantError
    ├── QuestionError
    │   ├── QuestionEmpty       nothing was asked
    │   ├── QuestionTooLong     over the limit
    │   ├── QuestionPersonal    holds a personal identity number
    │   ├── LanguageUnknown     neither sv nor en
    │   └── UnitUnknown         no such organisation in the graph
    ├── ThingUnknown            no such thing in the graph
    ├── DayWrong                not a date
    ├── OperatorError
    │   ├── SettingWrong        a setting's value
    │   ├── PortTaken           somebody listens there already
    │   ├── AddressUnusable     this machine has no such address
    │   ├── AddressOpen         reachable from outside, and there is no sign-in
    │   ├── ModelMissing        the embedding model cannot be loaded
    │   └── QuestionsBroken     a file of evaluation questions
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


class QuestionsBroken(OperatorError):
    """``path``, ``line``, ``reason``."""


class NothingSent(AssistantError):
    """No parameters."""


class PatchExpected(AssistantError):
    """``media_type``, ``expected``."""

    status = 415


class RequestBroken(AssistantError):
    """``reason``."""

    status = 400
