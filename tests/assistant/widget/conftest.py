"""The fake service and the page of `test_widget_browser`, for the tests here too."""

from tests.assistant.test_widget_browser import (  # noqa: F401
    widget_api,
    widget_host,
    widget_page,
)
