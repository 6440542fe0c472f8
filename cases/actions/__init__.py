"""Everything that changes a case."""

from cases.actions.acts import (
    end_act,
    mark_away,
    mark_returned,
    open_act,
    show_credentials,
    tell_rights,
    waive_recording,
)
from cases.actions.intake import add_officer, hand_over, open_case, remove_officer
from cases.actions.obligations import add_obligation, fulfil
from cases.actions.parties import add_party, remove_party, reveal
from cases.actions.proposals import correct_act, remove_act, request_deviation
from cases.actions.stages import advance, conclude, end_case

__all__ = [
    "add_obligation",
    "add_officer",
    "add_party",
    "advance",
    "conclude",
    "correct_act",
    "end_act",
    "end_case",
    "fulfil",
    "hand_over",
    "mark_away",
    "mark_returned",
    "open_act",
    "open_case",
    "remove_act",
    "remove_officer",
    "remove_party",
    "request_deviation",
    "reveal",
    "show_credentials",
    "tell_rights",
    "waive_recording",
]
