"""Where the chats' own descriptions of their APIs are.

They are not part of this repository. They are looked for in the folder that `TROUBADOUR_SPECS` names, else in
`shared/specs` beside the checkout.
"""

import os
from pathlib import Path


def spec_file(name: str) -> Path:
    """Return where such a file would be."""
    named = os.environ.get("TROUBADOUR_SPECS")
    return (Path(named) if named else Path(__file__).parents[3] / "shared" / "specs") / name
