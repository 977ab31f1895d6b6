"""What the big screen draws: the pictures of the record's page, as data.

They are made of the view of the screen, so that they can show nothing that the screen
itself may not.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from board.entities import ChartEntity, Entity, PlacementEntity
from board.pictures.tree import tree
from server.web.charts import charts_of
from server.web.spoken import Spoken
from server.web.taken import placements_of

_Kind = TypeVar("_Kind", bound=Entity)


def pictures_of(view: object, format: object, names: Mapping[Any, str]) -> dict[str, Any]:
    """By the key of what each shows; ``rows`` are its numbers, from 1."""
    entities = msgspec.convert(view, dict[str, Any])
    spoken = msgspec.convert(format, Spoken)
    charts = _all(entities, "chart", ChartEntity)
    placed = _all(entities, "placement", PlacementEntity)
    found: dict[str, Any] = {
        f"placement:{one.id}": {
            "tree": msgspec.to_builtins(tree(one.svg)),
            "rows": [row.id for row in one.rows],
        }
        for one in placements_of(spoken, placed, names, empty=True)
        if one.svg
    }
    for one in charts_of(charts, spoken):
        rows = [row.id for row in charts[one.id].rows]
        found[f"chart:{one.id}"] = {"tree": msgspec.to_builtins(tree(one.svg)), "rows": rows}
    return found


def _all(entities: Mapping[str, Any], name: str, type: type[_Kind]) -> dict[str, _Kind]:
    return {
        key.removeprefix(f"{name}:"): msgspec.convert(entity, type)
        for key, entity in entities.items()
        if key.startswith(f"{name}:")
    }
