"""Whether a request for JSON is one that strict endpoints take."""

from collections.abc import Mapping
from typing import Any

_KNOWN = {"type", "properties", "required", "additionalProperties", "items", "enum", "description"}
_MOST_ENUM = 1000


def objection(response_format: Any) -> str:
    """Why a strict endpoint refuses this `response_format`; "" when it takes it."""
    if not isinstance(response_format, Mapping) or response_format.get("type") != "json_schema":
        return "response_format.type is to be 'json_schema'"
    told = response_format.get("json_schema")
    if not isinstance(told, Mapping) or not told.get("name") or told.get("strict") is not True:
        return "response_format.json_schema needs a name and strict: true"
    if not isinstance(told.get("schema"), Mapping):
        return "response_format.json_schema.schema is missing"
    return _objection(told["schema"], "schema")


def _objection(schema: Mapping[str, Any], at: str) -> str:
    if set(schema) - _KNOWN:
        return f"{at}: {sorted(set(schema) - _KNOWN)} is not permitted"
    if len(schema.get("enum", [])) > _MOST_ENUM or ("enum" in schema and not schema["enum"]):
        return f"{at}: an enum has 1 to {_MOST_ENUM} values"
    if schema.get("type") == "array":
        return _objection(schema["items"], f"{at}[]") if "items" in schema else f"{at}: items is missing"
    if schema.get("type") != "object":
        return "" if schema.get("type") in ("string", "integer", "number", "boolean") else f"{at}: no type"
    properties = schema.get("properties", {})
    if schema.get("additionalProperties") is not False:
        return f"{at}: additionalProperties is required to be false"
    if set(schema.get("required", [])) != set(properties):
        return f"{at}: required is to name every property"
    return next(filter(None, (_objection(one, f"{at}.{name}") for name, one in properties.items())), "")
