"""Imports a text file of cards twice with Anki's own importer (`pip install anki`).

    python3 tests/outside/cards.py cards.txt

With the note type `gradus` the id finds every card again; without it, the columns find the fields
Front and Back of Anki's own note type by their names.
"""

import os
import sys
import tempfile

from anki.collection import Collection, ImportCsvRequest


def collection(with_type):
    opened = Collection(os.path.join(tempfile.mkdtemp(), "collection.anki2"))
    if with_type:
        kind = opened.models.new("gradus")
        for field in ("ID", "Front", "Back"):
            opened.models.add_field(kind, opened.models.new_field(field))
        card = opened.models.new_template("Card 1")
        card["qfmt"], card["afmt"] = "{{Front}}", "{{FrontSide}}<hr>{{Back}}"
        opened.models.add_template(kind, card)
        opened.models.add(kind)
    return opened


def bring_in(opened, path):
    metadata = opened.get_csv_metadata(path=path, delimiter=None)
    log = opened.import_csv(ImportCsvRequest(path=path, metadata=metadata)).log
    return len(log.new), len(log.updated) + len(log.duplicate)


path = sys.argv[1]
lines = [line for line in open(path, encoding="utf-8") if not line.startswith("#")]
for with_type in (True, False):
    opened = collection(with_type)
    assert bring_in(opened, path) == (len(lines), 0)
    assert bring_in(opened, path) == (0, len(lines))
    notes = [opened.get_note(note) for note in opened.find_notes("")]
    assert all(note.tags for note in notes)
    kinds = {note.note_type()["name"] for note in notes}
    assert kinds == ({"gradus"} if with_type else {"Basic"}), kinds
    if with_type:
        # A card whose text has changed is the same card.
        changed = path + ".changed"
        with open(path, encoding="utf-8") as old, open(changed, "w", encoding="utf-8") as new:
            new.write(old.read().replace("<hr>", "<hr><!-- changed -->"))
        assert bring_in(opened, changed)[0] == 0
        os.remove(changed)
print(f"{path}: {len(lines)} cards")
