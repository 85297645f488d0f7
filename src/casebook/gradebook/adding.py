"""Add many events at once, in the way that is quick for the database at hand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, column, func, insert, select
from sqlalchemy.dialects.postgresql import JSON

from casebook.gradebook.storable import storable
from casebook.gradebook.tables import event, to_json

AT_ONCE = 500
"""Rows in one statement: databases limit the values of one."""
_COLUMNS = [each for each in event.columns if each.name != "number"]


def parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield rows in parts that fit into one statement."""
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def add_events(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to the events, in their order."""
    for part in parts(rows):
        if connection.dialect.name == "postgresql":
            connection.execute(_FROM_JSON, {"rows": to_json([_as_json(row) for row in part])})
        else:
            connection.execute(insert(event), part)


def _as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    at: datetime = row["at"]
    plain: dict[str, Any] = storable({**row, "at": at.astimezone(UTC).isoformat()})
    return plain


def _from_json() -> Any:
    """Return an insert whose rows are one JSON value: a server takes thousands of values apart quicker than its driver."""
    held = cast(bindparam("rows", type_=Text), JSON)
    rows = func.json_to_recordset(held).table_valued(*(column(each.name, each.type) for each in _COLUMNS))
    typed = rows.render_derived(name="held", with_types=True)
    names = [each.name for each in _COLUMNS]
    return insert(event).from_select(names, select(*(typed.c[name] for name in names)))


_FROM_JSON = _from_json()
