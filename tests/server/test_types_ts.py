"""The TypeScript types that JavaScript is checked against follow the structs."""

from pathlib import Path

from server.types_ts import generate

WRITTEN = Path(__file__).parents[2] / "static" / "js" / "messages.d.ts"


def test_the_types_for_javascript_are_those_of_the_structs() -> None:
    assert WRITTEN.read_text(encoding="utf-8") == generate(), (
        "run: python -m server.types_ts > static/js/messages.d.ts"
    )


def test_every_frame_and_command_has_its_tag() -> None:
    types = generate()
    assert '  t: "patch";' in types
    assert '  type: "PostCard";' in types


def test_what_a_client_may_leave_out_is_optional_and_what_it_gets_is_not() -> None:
    types = generate()
    assert "  anonymous?: boolean;" in types
    assert "  made: string;" in types
