"""Prints the JSON schema of every message, from which `npm run types` writes the page's types."""

import json
import sys

from msgspec.json import schema_components

from nblabel.widget.protocol import FROM_KERNEL, FROM_PAGE, PROTOCOL


def schema() -> dict[str, object]:
    """All messages as one JSON schema: `$defs` by class name, `from_page` and `from_kernel` by kind."""
    _, definitions = schema_components((*FROM_PAGE, *FROM_KERNEL), ref_template="#/$defs/{name}")
    return {
        "protocol": PROTOCOL,
        "from_page": {message.word(): message.__name__ for message in FROM_PAGE},
        "from_kernel": {message.word(): message.__name__ for message in FROM_KERNEL},
        "$defs": definitions,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema()))
