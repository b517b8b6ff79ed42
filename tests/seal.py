"""`make seal`: judges the program's own packs in full and notes the fingerprints of the sound ones.

The program then takes these very files without judging them again; changed ones are judged in full until sealed.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from db.domain.pack.faults import load
from resources.library import pack_document, pack_fingerprint, pack_ids

SEALS = Path(__file__).parents[1] / "resources" / "packs" / "sealed.json"


def seals() -> dict[str, str]:
    """The fingerprint of every pack by its id; BrokenPack if one has a fault."""
    for pack_id in pack_ids():
        load(*pack_document(pack_id))
    return {pack_id: pack_fingerprint(pack_id) for pack_id in pack_ids()}


if __name__ == "__main__":
    SEALS.write_text(json.dumps(seals(), indent=1) + "\n", encoding="utf-8")
