"""HTML from ``templates/``: the only place where it is written.

Everything is escaped, whatever the template's name. What is the same on each
page is given here; what a page itself shows is given by its route.
"""

import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import jinja2
import msgspec
from starlette.responses import HTMLResponse

from board.format import Language
from board.spoken import ISOLATE_ENDS, LEFT_IN_DUTCH
from server.settings import Settings
from server.web import dates
from server.web.static import Assets
from server.words import LANGUAGES, Catalogue, Speaker

TEMPLATES = Path(__file__).parent.parent / "templates"
_PIECES = re.compile(
    r"<(title|textarea|option|script)\b.*?</\1>|<[^>]*>"
    f"|{LEFT_IN_DUTCH}([^<{ISOLATE_ENDS}]*){ISOLATE_ENDS}",
    re.DOTALL,
)
"""What can hold no element, a tag, or a text that was left in Dutch."""


class _Compiled(jinja2.BytecodeCache):
    """Each template is compiled once for all servers of a process."""

    _code: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


class Pages:
    def __init__(self, settings: Settings, catalogue: Catalogue, assets: Assets) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.assets = assets
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            # Not select_autoescape, which leaves names it does not know unescaped.
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_Compiled(),
        )
        # Letters as they are: escaped one by one, Arabic and Ukrainian are three times as long.
        self.environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
        self.environment.globals.update(
            asset=assets.path,
            organisation_name=settings.organisation_name,
            contact=settings.contact,
            dpo=settings.dpo or settings.contact,
            keep_days=settings.keep_days,
            languages=LANGUAGES,
            tongues=catalogue.tongues,
            new_outbox=new_outbox,
            short_day=dates.short_day,
        )

    def render(self, name: str, language: Language, values: Mapping[str, object]) -> str:
        """``values`` may hold structs; templates see them as plain dicts and lists."""
        words = Speaker(self.catalogue, language)
        given = {
            "words": words,
            "language": language,
            "direction": self.catalogue.direction(language),
            "boot": {},
            **{key: plain(value) for key, value in values.items()},
        }
        return dutch_told(self.environment.get_template(name).render(given))

    def page(
        self, name: str, language: Language, values: Mapping[str, object], status: int = 200
    ) -> HTMLResponse:
        return HTMLResponse(self.render(name, language, values), status)


def dutch_told(html: str) -> str:
    """What was left in Dutch says so, to who listens and to what breaks lines."""
    if LEFT_IN_DUTCH not in html:
        return html
    return _PIECES.sub(
        lambda found: (
            found[0] if found[2] is None else f'<span lang="nl" dir="ltr">{found[2]}</span>'
        ),
        html,
    )


def plain(value: object) -> object:
    return msgspec.to_builtins(value)


def new_outbox() -> str:
    """An outbox of its own for each plain form: sent twice, it happens once."""
    return secrets.token_hex(12)
