"""Everything that changes documents and volumes."""

from records.actions.documents import (
    draft,
    finalise,
    granted,
    refuse,
    revise,
    sent_back,
    sign,
    submit,
    void,
    withdraw,
)
from records.actions.volumes import archive, keep_print, keep_volume

__all__ = [
    "archive",
    "draft",
    "finalise",
    "granted",
    "keep_print",
    "keep_volume",
    "refuse",
    "revise",
    "sent_back",
    "sign",
    "submit",
    "void",
    "withdraw",
]
