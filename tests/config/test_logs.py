from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from config import logs


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A log in a file; afterwards logging is as it was before."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, logging.lastResort, root.manager.disable)
    out = logs.start(tmp_path / "clerk.log")
    yield tmp_path / "clerk.log"
    out.close()
    structlog.reset_defaults()
    root.handlers, level, logging.lastResort, disabled = before
    root.setLevel(level)
    logging.disable(disabled)


def lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_a_line_is_json_with_its_event_level_and_time(log: Path):
    structlog.get_logger().info("settled", receipt="M-P7BG", seconds=0.25, attempts=1)
    (line,) = lines(log)
    assert line.pop("at")
    assert line == {
        "event": "settled", "level": "info", "receipt": "M-P7BG", "seconds": 0.25, "attempts": 1
    }  # fmt: skip


def test_the_log_is_for_its_owner_alone(log: Path):
    assert log.stat().st_mode & 0o777 == 0o600


def test_what_is_not_listed_is_dropped_and_what_has_blanks_is_withheld(log: Path):
    structlog.get_logger().warning(
        "unreadable", name="Canary", subject="Canary", case="WP-7KQ4", reason="Canary of a form",
        person="canary@example.org",
    )  # fmt: skip
    assert "anary" not in log.read_text()
    (line,) = lines(log)
    assert line["case"] == "WP-7KQ4"
    assert line["reason"] == line["person"] == logs.WITHHELD


def test_an_exception_is_not_quoted(log: Path):
    try:
        int("Canary in a message")
    except ValueError:
        structlog.get_logger().error("failed", exc_info=True, kind="ValueError")
        structlog.get_logger().exception("failed again")
    assert "Canary" not in log.read_text()
    assert [line["event"] for line in lines(log)] == ["failed", "failed again"]


def test_a_sentence_cannot_pass_as_an_event(log: Path):
    structlog.get_logger().info("Canary was here: 1 Canary Road")
    assert "Canary" not in log.read_text()


def test_what_libraries_log_goes_nowhere(log: Path, capfd: pytest.CaptureFixture[str]):
    logging.getLogger("exchangelib.util").error("Canary: the whole request")
    logging.getLogger().critical("Canary")
    assert log.read_text() == ""
    assert "Canary" not in "".join(capfd.readouterr())


def test_without_a_file_the_log_goes_to_standard_error(log: Path):
    assert logs.start() is sys.stderr
    assert log.read_text() == ""
