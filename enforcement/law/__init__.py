"""The law as data and pure functions: no Django, no database, no clock.

`load` gives the rules of a body, `due` the end of one limit, `clocks` and `gaps` everything that the
rules ask of the facts of one dossier. Nothing here reads the time of day: `now` is always handed in.
"""

from enforcement.law.calendar import Calendar, CalendarYear
from enforcement.law.clocks import Clock, clocks
from enforcement.law.deadlines import Due, Extension, Suspension, due
from enforcement.law.documents import Declaration, Invalid, document, documents
from enforcement.law.facts import SHANGHAI, Fact, LawError, local_day, shanghai
from enforcement.law.gaps import Gap, gaps
from enforcement.law.loader import load, pinned, regulations
from enforcement.law.procedure import Ending, Procedure, Stage, Transition, procedure
from enforcement.law.rules import Act, ApprovalChain, Limit, Requirement, Rules

__all__ = [
    "SHANGHAI",
    "Act",
    "ApprovalChain",
    "Calendar",
    "CalendarYear",
    "Clock",
    "Declaration",
    "Due",
    "Ending",
    "Extension",
    "Fact",
    "Gap",
    "Invalid",
    "LawError",
    "Limit",
    "Procedure",
    "Requirement",
    "Rules",
    "Stage",
    "Suspension",
    "Transition",
    "clocks",
    "document",
    "documents",
    "due",
    "gaps",
    "load",
    "local_day",
    "pinned",
    "procedure",
    "regulations",
    "shanghai",
]
