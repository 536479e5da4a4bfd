"""The floor: a bare Flask route that sends the same statement and prints the same rows."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask, render_template_string

from benchmarks.measuring import Statement

PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>问题台账</title></head>
<body><h1>问题台账</h1><table><thead><tr>{% for name in names %}<th scope="col">{{ name }}</th>
{% endfor %}</tr></thead><tbody>{% for row in rows %}<tr>
{% for cell in row %}<td class="cell">{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</tbody></table></body></html>"""
SMALLEST = 6 * 1024


def app(engine: sa.Engine, statement: Statement) -> Flask:
    """Return an application whose only page is the list, without login and fence."""
    bare = Flask("floor")

    @bare.get("/")
    def list_page() -> str:
        with engine.connect() as connection:
            result = connection.exec_driver_sql(statement.text, statement.parameters)
            names, rows = list(result.keys()), result.all()
        return render_template_string(PAGE, names=names, rows=rows)

    return bare
