"""lineplate's schema of a push request, reduced to what any validator of JSON Schema understands.

Lengths in UTF-16 code units become lengths in code points, the only ones there are. Other keywords of lineplate's own
are dropped, and with them the rules behind them: peers do not check those.
"""

SCHEMAS = {"items", "if", "then", "else", "not", "additionalProperties", "propertyNames"}
LISTS = {"allOf", "anyOf", "oneOf"}
MAPS = {"properties", "patternProperties", "$defs"}
PLAIN = {
    "$schema", "$ref", "type", "required", "const", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "minItems", "maxItems", "uniqueItems", "minProperties",
    "maxProperties",
}
LENGTHS = {"minUtf16Length": "minLength", "maxUtf16Length": "maxLength"}


def reduce(schema):
    """A schema with nothing but standard keywords that decide something."""
    if isinstance(schema, bool):
        return schema
    reduced = {}
    for keyword, value in schema.items():
        if keyword in PLAIN:
            reduced[keyword] = value
        elif keyword in SCHEMAS:
            reduced[keyword] = reduce(value)
        elif keyword in LISTS:
            reduced[keyword] = [reduce(entry) for entry in value]
        elif keyword in MAPS:
            reduced[keyword] = {name: reduce(entry) for name, entry in value.items()}
        elif keyword in LENGTHS:
            reduced[LENGTHS[keyword]] = value
    return reduced
