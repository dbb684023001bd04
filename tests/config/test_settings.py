from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from config import settings
from config.settings import NoInstallation, Settings, SettingsWrong

SOUND = 'panel = "demo"\n'


def an_installation(folder: Path, text: str = SOUND) -> Path:
    (folder / "settings.toml").write_text(text)
    return folder


def keys(model: type[BaseModel], path: str = "") -> dict[str, str]:
    """Every key that can be set, with the sentence beside it."""
    found: dict[str, str] = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= keys(kind, f"{path}{name}.")
        else:
            found[path + name] = field.description or ""
    return found


def test_at_most_forty_keys_each_with_a_sentence():
    known = keys(Settings)
    assert len(known) <= 40
    assert [key for key, sentence in known.items() if not sentence.endswith(".")] == []


def test_one_line_is_an_installation(tmp_path: Path):
    read = settings.load(an_installation(tmp_path))
    assert read.panel == "demo"
    assert read.mode == "rehearsal"
    assert read.mailbox.trust.results == "none"
    places = read.at(tmp_path)
    assert places.mail == tmp_path / "mail"
    assert places.register == tmp_path / "register.db"


def test_the_written_file_says_every_key_and_reads_back_the_same(tmp_path: Path):
    chosen = Settings.model_validate(
        {
            "panel": "demo",
            "mailbox": {"trust": {"results": "checked-before-delivery"}},
            "reading": {"wall_s": 10},
        }
    )
    text = settings.text(chosen)
    assert settings.load(an_installation(tmp_path, text)) == chosen
    for key in keys(Settings):
        assert f"\n{key.rpartition('.')[2]} = " in f"\n{text}"
    assert max(map(len, text.splitlines())) <= 100


def test_every_mistake_is_told_at_once_with_the_key_that_was_meant(tmp_path: Path):
    home = an_installation(
        tmp_path,
        """
        panel = "Demo Panel"
        rendrer = "libreoffice"
        mode = "test"
        [mailbox]
        pol_s = 5
        [mailbox.trust]
        results = "anybody"
        [folders]
        mail = "/var/mail"
        spool = "../spool"
        [reading]
        wall_s = "10"
        """,
    )
    with pytest.raises(SettingsWrong) as caught:
        settings.load(home)
    details = sorted(line.partition(". ")[0] for line in caught.value.details)
    assert details == [
        "settings.toml: folders.mail: this is not understood",
        "settings.toml: folders.spool: this is not understood",
        "settings.toml: mailbox.pol_s: unknown key",
        "settings.toml: mailbox.trust.results: this is not understood",
        "settings.toml: mode: Input should be 'rehearsal' or 'live'",
        "settings.toml: panel: this is not understood",
        "settings.toml: reading.wall_s: Input should be a valid integer",
        "settings.toml: rendrer: unknown key",
    ]
    told = "\n".join(caught.value.lines())
    assert "Did you mean poll_s?" in told
    assert "Did you mean renderer?" in told
    assert "Whose word counts" in told


@pytest.mark.parametrize("text", ["panel = ", "panel = 'x'\npanel = 'y'", "\x00", ""])
def test_a_file_that_is_no_settings_file_is_told(tmp_path: Path, text: str):
    with pytest.raises(SettingsWrong) as caught:
        settings.load(an_installation(tmp_path, text))
    assert len(caught.value.details) == 1
    assert caught.value.details[0].startswith("settings.toml: ")


def test_a_file_in_another_encoding_is_told(tmp_path: Path):
    (tmp_path / "settings.toml").write_bytes(b'panel = "d\xe9mo"')
    with pytest.raises(SettingsWrong) as caught:
        settings.load(tmp_path)
    assert caught.value.details == ("settings.toml: this is not UTF-8 text",)


def test_the_database_of_the_environment_comes_first(tmp_path: Path):
    home = an_installation(tmp_path, SOUND + 'database_url = "postgresql://here/one"\n')
    assert settings.load(home, {}).database_url == "postgresql://here/one"
    url = "postgresql://there/two"
    assert settings.load(home, {"DATABASE_URL": url}).database_url == url
    with pytest.raises(SettingsWrong) as caught:
        settings.load(home, {"DATABASE_URL": "mysql://secret@there/two"})
    assert "secret" not in "\n".join(caught.value.lines())


def test_the_installation_is_the_one_named_or_that_of_the_environment_or_here(tmp_path: Path):
    here, there, other = (tmp_path / name for name in ("here", "there", "other"))
    for folder in (here, there, other):
        folder.mkdir()
        an_installation(folder)
    environment = {"CLERK_HOME": str(other)}
    assert settings.find_home(None, here, {}) == here
    assert settings.find_home(None, here, environment) == other
    assert settings.find_home(Path("../there"), here, environment).resolve() == there


def test_a_folder_without_settings_is_no_installation(tmp_path: Path):
    with pytest.raises(NoInstallation) as caught:
        settings.find_home(None, tmp_path, {})
    assert "clerk init" in "\n".join(caught.value.lines())
