"""A panel's protocol read from its files; every mistake of all of them is told at once.

`<folder>/<panel>.toml` with the panel's own lists in `<folder>/<panel>/` and shared ones in
`lists/` beside the folder. What pydantic cannot see (one key against another) is looked at in
`config.consistency`.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from casework.faults import Fault, Kind
from casework.protocol import Check, PanelProtocol
from config import lists, mistakes
from config.consistency import contradictions

SHIPPED = Path(__file__).with_name("panels")
SHARED = "lists"


class ProtocolFileWrong(Fault):
    """This protocol file has mistakes."""

    kind = Kind.CONFIGURATION
    next_step = "correct the lines above, then run `clerk doctor`."


class NoSuchPanel(Fault):
    """No panel of this name is shipped."""

    kind = Kind.USAGE
    next_step = "name one of the panels above."


def shipped_panels() -> tuple[str, ...]:
    """The ids of the panels that come with the program."""
    return tuple(sorted(file.stem for file in SHIPPED.glob("*.toml")))


def load(folder: Path, panel: str) -> PanelProtocol:
    """The protocol of this panel with its lists.

    Raises ProtocolFileWrong with every mistake of the panel's file and of all its lists.
    """
    file = folder / f"{panel}.toml"
    wrong: list[str] = []
    options = lists.load((folder.parent / SHARED, folder / panel), wrong)
    written = mistakes.table(file, wrong)
    protocol: PanelProtocol | None = None
    if written is not None:
        try:
            protocol = PanelProtocol.model_validate({**written, "lists": options})
        except ValidationError as error:
            wrong.extend(mistakes.told(error, PanelProtocol, at=file.name))
        if "lists" in written:
            wrong.append(f"{file.name}: lists: lists stand in files of their own, in {panel}/")
    if protocol is not None and written is not None:
        found = contradictions(protocol, written, file_stem=panel)
        wrong.extend(f"{file.name}: {line}" for line in found)
    if wrong or protocol is None:
        raise ProtocolFileWrong(file.name, *wrong)
    return protocol


def with_every_check(protocol: PanelProtocol) -> PanelProtocol:
    """The same protocol with an entry for all that its rules may find.

    What a newer program can find and this file does not have yet is as in the shipped file of
    the panel. Raises ProtocolFileWrong with every check that neither has.
    """
    wanted = {
        check: rule
        for rule in protocol.rules
        for check in _checks_of().get(rule, frozenset())
        if check not in protocol.checks
    }
    shipped = _shipped_checks(protocol.id)
    missing = sorted(check for check in wanted if check not in shipped)
    if missing:
        name = f"{protocol.id}.toml"
        lines = (f"{name}: checks.{check}: the rule {wanted[check]} needs it" for check in missing)
        raise ProtocolFileWrong(name, *lines)
    added = {check: Check.model_validate(shipped[check]) for check in wanted}
    return protocol.model_copy(update={"checks": {**protocol.checks, **added}})


@cache
def _shipped_checks(panel: str) -> Mapping[str, object]:
    file = SHIPPED / f"{panel}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["checks"] if file.is_file() else {}


@cache
def _checks_of() -> Mapping[str, frozenset[str]]:
    """The checks of each rule, as a shipped file that names the rule lists them all."""
    found: dict[str, frozenset[str]] = {}
    for file in SHIPPED.glob("*.toml"):
        shipped = tomllib.loads(file.read_text(encoding="utf-8"))
        for rule in shipped["rules"]:
            names = (name for name in shipped["checks"] if name.startswith(f"{rule}."))
            found[rule] = frozenset(names)
    return found


def copy_panel(panel: str, to: Path) -> Path:
    """Copy a shipped panel into an installation's folder of panels, its lists with it.

    Shared lists become the panel's own: the copy needs nothing from the program any more.
    Raises NoSuchPanel for a panel that is not shipped.
    """
    if panel not in shipped_panels():
        raise NoSuchPanel(panel, *shipped_panels())
    own = to / panel
    own.mkdir(parents=True, exist_ok=True)
    for folder in (SHIPPED.parent / SHARED, SHIPPED / panel):
        for file in sorted(folder.glob("*.toml")):
            shutil.copyfile(file, own / file.name)
    return Path(shutil.copyfile(SHIPPED / f"{panel}.toml", to / f"{panel}.toml"))
