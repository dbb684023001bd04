"""A partner's own template: proposed, looked through, confirmed once, then read surely."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from forms.layouts import LayoutWrong
from procedures import checking, installation, learning, office
from procedures.learning import Learnt, NameTaken, NoSuchForm, NotLearnt, TemplateNotThere
from procedures.office import Office
from tests.support.foreign import OLD_ANSWERS, old_form
from tests.support.installation import NOW

TITLE = "Northbridge Housing: our referral to the panel"
NAME = "northbridge-housing"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("learning") / "panel"
    installation.create(made, panel="wesp")
    return made


@pytest.fixture(autouse=True)
def real_register(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@contextmanager
def rooms_of(home: Path) -> Iterator[Office]:
    with office.opened(home, cwd=home, environment={}, now=NOW, reading=True) as rooms:
        yield rooms


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "Northbridge Housing.docx"
    path.write_bytes(old_form({}, title=TITLE))
    return path


@pytest.fixture
def nothing_kept(home: Path) -> Iterator[None]:
    yield
    for path in (home / "layouts").glob("*"):
        path.unlink()


def learn(home: Path, template: Path, *, confirm: bool = False, form_id: str = "") -> Learnt:
    with rooms_of(home) as rooms:
        return learning.learn(template, rooms, form_id=form_id, confirm=confirm, now=NOW)


@pytest.mark.usefixtures("nothing_kept")
def test_a_template_is_proposed_question_by_question(home: Path, template: Path):
    learnt = learn(home, template)
    assert (learnt.name, learnt.form, learnt.title) == (NAME, "wesp_referral", TITLE)
    assert not learnt.confirmed
    asked = {line.id: line for line in learnt.lines if line.asked}
    assert asked["surname"].asked == "Surname"
    assert asked["surname"].how == "sure"
    assert asked["reasons"].asked == "Reasons for referral to THPP"
    assert asked["reasons"].sure < 1
    assert {"urgent", "child_risk"} <= {line.id for line in learnt.missing}
    said = "\n".join(learning.in_words(learnt))
    assert "Nothing is read by it yet." in said
    assert "--confirm" in said


@pytest.mark.usefixtures("nothing_kept")
def test_only_a_confirmed_layout_makes_a_filled_copy_sure(home: Path, template: Path):
    filled = template.with_name("filled.docx")
    filled.write_bytes(old_form(OLD_ANSWERS, title=TITLE))
    learn(home, template)
    with rooms_of(home) as rooms:
        before = checking.check(filled, rooms, now=NOW)
    assert learn(home, template, confirm=True).confirmed
    with rooms_of(home) as rooms:
        after = checking.check(filled, rooms, now=NOW)
    sure = {line.id: line for line in after.papers[0].fields if line.state == "answered"}
    assert sure["surname"].value == "Example"
    assert sure["address_safe"].value == "yes"
    assert min(line.sure for line in sure.values()) > 0.9
    assert "unknown_layout" not in {note for line in sure.values() for note in line.notes}
    unsure = [line for paper in before.papers for line in paper.fields if line.state == "answered"]
    assert max((line.sure for line in unsure), default=0) < 0.9


@pytest.mark.usefixtures("nothing_kept")
def test_what_a_person_corrected_is_what_is_confirmed(home: Path, template: Path):
    kept = learn(home, template).path
    text = kept.read_text(encoding="utf-8")
    kept.write_text(text.replace('labels = ["Telephone"]', 'labels = ["Phone at work"]'))
    learnt = learn(home, template, confirm=True)
    assert {line.id: line.asked for line in learnt.lines}["referrer_phone"] == "Phone at work"


@pytest.mark.usefixtures("nothing_kept")
def test_a_wrong_layout_file_tells_all_its_faults_and_stops_the_reading(home: Path, template: Path):
    kept = learn(home, template, confirm=True).path
    wrong = '\n[[question]]\nid = "surnam"\nlabels = ["x"]\n\n[[box]]\nname = "T"\nfield = "nix"\n'
    kept.write_text(kept.read_text(encoding="utf-8") + wrong)
    with pytest.raises(LayoutWrong) as told, rooms_of(home):
        pass
    lines = "\n".join(told.value.lines())
    assert f"{NAME}.toml: question surnam: the form has no such question" in lines
    assert f"{NAME}.toml: box T: field: the form has no field nix" in lines


@pytest.mark.usefixtures("nothing_kept")
def test_a_file_with_unknown_keys_is_told_with_each_key(home: Path):
    folder = home / "layouts"
    folder.mkdir(exist_ok=True)
    (folder / "odd.toml").write_text('id = "odd"\nform = "wesp_referral"\ncolour = "red"\n')
    with pytest.raises(LayoutWrong) as told, rooms_of(home):
        pass
    lines = "\n".join(told.value.lines())
    assert "odd.toml: colour: " in lines
    assert "odd.toml: question: " in lines


@pytest.mark.usefixtures("nothing_kept")
def test_a_confirmed_layout_is_not_overwritten(home: Path, template: Path):
    learn(home, template, confirm=True)
    with pytest.raises(NameTaken):
        learn(home, template)


def test_what_cannot_be_learnt_is_said(home: Path, tmp_path: Path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7\nbroken")
    with pytest.raises(NotLearnt):
        learn(home, letter)
    with pytest.raises(TemplateNotThere):
        learn(home, tmp_path / "nothing.docx")
    with pytest.raises(NoSuchForm):
        learn(home, letter, form_id="mase_referral")
