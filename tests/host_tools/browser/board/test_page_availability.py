"""A browser that cannot use a board says so in one sentence, and what would do."""

import pytest

CHROME = {"isSecureContext": True, "showDirectoryPicker": True, "navigator": {"serial": {}}}
FIREFOX = {"isSecureContext": True, "navigator": {}}
OVER_HTTP = {"isSecureContext": False, "navigator": {}}


@pytest.mark.parametrize(
    ("scope", "drive", "link"),
    [
        (CHROME, "", ""),
        (FIREFOX, "Chrome or Edge on a computer, or download", "Chrome or Edge on a computer, or copy"),
        (OVER_HTTP, "run heeldrive page on the computer", "run heeldrive page on the computer"),
    ],
    ids=["chrome", "firefox", "over http"],
)
def test_what_a_browser_lacks_is_told(in_node, scope, drive, link):
    why_no_drive, why_no_link = in_node("why", scope=scope)
    assert (drive in why_no_drive) if drive else not why_no_drive
    assert (link in why_no_link) if link else not why_no_link
