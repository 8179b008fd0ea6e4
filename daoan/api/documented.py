"""The OpenAPI document, with what the routes' signatures do not say: which of them answer as a table too."""

from typing import Any

from fastapi import FastAPI

CSV = {"text/csv": {"schema": {"type": "string"}}}


def install_document(app: FastAPI) -> None:
    """Have the application describe itself, tables included."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        known = app.openapi_schema is not None
        document = plain()
        if not known:
            for methods in document["paths"].values():
                _add_tables(methods.get("get", {}))
        return document

    app.openapi = described  # type: ignore[method-assign]


def _add_tables(operation: dict[str, Any]) -> None:
    """A route that can be asked for ``format=csv`` answers CSV."""
    if any(p["name"] == "format" for p in operation.get("parameters", ())):
        operation["responses"]["200"].setdefault("content", {}).update(CSV)
