"""The statement on accessibility: what is known not to hold, whom to tell, and when we looked."""

from datetime import date
from pathlib import Path

from server.web.accessibility import CAN, NOT_YET
from tests.running import Running

WHEN = {"nl": "9 maart 2025", "fr": "9 mars 2025", "en": "9 March 2025"}


def test_A1_the_statement_says_what_does_not_hold_whom_to_tell_and_when(tmp_path: Path) -> None:
    with Running.start(
        tmp_path,
        accessibility_date=date(2025, 3, 9),
        contact="help@town.example",
        organisation_name="Stad Lindervoorde",
    ) as running:
        visitor = running.visitor()
        for language, when in WHEN.items():
            page = visitor.get(f"/accessibility?taal={language}")
            assert page.status == 200
            for said in (when, "help@town.example", "Stad Lindervoorde", "WCAG 2.2", "EN 301 549"):
                assert said in page.text
            assert page.text.count("<li>") == len(CAN) + len(NOT_YET)
            assert "accessibility." not in page.text
