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
    ├── LibraryQueryUnknown     no such query in the query library
    ├── LibraryParameterWrong   a parameter of such a query is missing or of the wrong form
    ├── NotAnIndicator          a thing of another kind, where an indicator was asked for
    ├── DayWrong                not a date
    ├── PeriodWrong             a period that ends before it begins
    ├── FormatWrong             a report has no such format
    ├── OperatorError
    │   ├── SettingWrong        a setting's value
    │   ├── AccentFaint         a colour that cannot be read
    │   ├── LogoUnreadable      the file of the logo
    │   ├── LogoTooLarge        it is over the limit
    │   ├── LogoUnknown         it is neither SVG nor PNG
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
    │   ├── ReportUnwritable    the file that the evaluation was to be written to
    │   └── FileUnwritable      the file that a follow-up was to be written to
    ├── QueryCount              a SPARQL request with no query, or several
    ├── QueryTypeUnknown        a SPARQL request of another content type
    ├── NotUtf8                 a SPARQL request in another encoding
    ├── ParameterWrong          a parameter of a SPARQL request
    ├── NothingSent             a request to check nothing
    ├── NothingChosen           no file and no text in the form
    ├── SourcesEmpty            the files or the text say nothing
    ├── StoredEmpty             the draft or version says nothing
    ├── CheckUnknown            something to check that is neither published nor a draft
    ├── PatchExpected           an edit that is not an RDF Patch
    ├── RequestBroken           a body that is not what the interface asks for
    └── FeedbackError
        ├── FeedbackOff         the settings say that none is taken
        ├── FeedbackWrong       a field is of the wrong form or too long
        ├── FeedbackPersonal    holds a personal identity number
        ├── FeedbackUnknown     there is no such feedback
        ├── FeedbackTooOften    too much at a time
        ├── FeedbackFull        no more is taken
        ├── FeedbackFormOld     the page was made before the server was started
        ├── FeedbackDecided     somebody else has decided on it meanwhile
        └── FeedbackUndecidable what was chosen cannot be made of it

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


class LibraryQueryUnknown(AssistantError):
    """``name``."""

    status = 404


class LibraryParameterWrong(AssistantError):
    """``name`` of the parameter, ``value``."""

    status = 422


class NotAnIndicator(AssistantError):
    """``iri``."""

    status = 404


class DayWrong(AssistantError):
    """``day``."""


class PeriodWrong(AssistantError):
    """``first`` and ``last`` day."""


class FormatWrong(AssistantError):
    """``format``, ``known``."""


class OperatorError(AssistantError):
    """Something the operator mends."""

    status = 500


class SettingWrong(OperatorError):
    """``name``, ``value``, ``expected``."""


class AccentFaint(OperatorError):
    """``name``, ``value``; ``ground``: where its contrast is least; that ``ratio``; ``nearest``."""


class LogoUnreadable(OperatorError):
    """``path``, ``reason``."""


class LogoTooLarge(OperatorError):
    """``path``, ``limit`` in kilobytes."""


class LogoUnknown(OperatorError):
    """``path``."""


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


class FileUnwritable(OperatorError):
    """``path``, ``reason``."""


class QueryCount(AssistantError):
    """``count`` of queries in the request."""


class QueryTypeUnknown(AssistantError):
    """``media_type``."""

    status = 415


class NotUtf8(AssistantError):
    """No parameters."""


class ParameterWrong(AssistantError):
    """``name``, ``value``."""


class NothingSent(AssistantError):
    """No parameters."""


class NothingChosen(AssistantError):
    """No parameters."""


class SourcesEmpty(AssistantError):
    """``names``: of the files, separated by commas."""


class StoredEmpty(AssistantError):
    """No parameters."""


class CheckUnknown(AssistantError):
    """``what``."""


class PatchExpected(AssistantError):
    """``media_type``, ``expected``."""

    status = 415


class RequestBroken(AssistantError):
    """``reason``."""

    status = 400


class FeedbackError(AssistantError):
    """Something about what readers say of answers."""

    status = 422


class FeedbackOff(FeedbackError):
    """No parameters."""

    status = 404


class FeedbackWrong(FeedbackError):
    """``field``."""


class FeedbackPersonal(FeedbackError):
    """No parameters in its text; `field` is where it is held."""


class FeedbackUnknown(FeedbackError):
    """``id``."""

    status = 404


class FeedbackTooOften(FeedbackError):
    """No parameters."""

    status = 429


class FeedbackFull(FeedbackError):
    """``most``."""

    status = 507


class FeedbackFormOld(FeedbackError):
    """No parameters."""

    status = 403


class FeedbackDecided(FeedbackError):
    """No parameters."""

    status = 409


class FeedbackUndecidable(FeedbackError):
    """``missing``: what has to be filled in; `field` is its name in the form."""
