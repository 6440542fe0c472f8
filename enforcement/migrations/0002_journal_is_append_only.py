"""Rows of the journal can be added, never changed or deleted, on both databases."""

from django.db import migrations

TABLE = "enforcement_entry"
REFUSAL = "the journal is append-only"

SQLITE = [
    f"CREATE TRIGGER entry_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER entry_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    # INSERT OR REPLACE deletes without firing the delete trigger
    f"""CREATE TRIGGER entry_no_replace BEFORE INSERT ON {TABLE}
        WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR uid = NEW.uid
                     OR (dossier_id = NEW.dossier_id AND seq = NEW.seq))
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]
POSTGRESQL = [
    f"""CREATE FUNCTION entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    f"""CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION entry_is_append_only()""",
]
UNDO_SQLITE = [f"DROP TRIGGER {name}" for name in ("entry_no_update", "entry_no_delete", "entry_no_replace")]
UNDO_POSTGRESQL = [f"DROP TRIGGER entry_append_only ON {TABLE}", "DROP FUNCTION entry_is_append_only"]


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in UNDO_SQLITE if schema_editor.connection.vendor == "sqlite" else UNDO_POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard, elidable=False)]
