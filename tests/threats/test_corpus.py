"""Real files, mailed in one by one: each ends in a named outcome and none stops the clerk."""

from __future__ import annotations

from pathlib import Path

from pytest_django.plugin import DjangoDbBlocker

from benchmarks import corpus
from tests.support.corpus import corpus_file

# What a file can end in besides being read; a reason not listed is one nobody has words for.
REASONS = {
    "not_a_form", "automatic", "could_not_read:macros", "could_not_read:scan",
    "could_not_read:damaged", "could_not_read:password", "could_not_read:certificate",
    "could_not_read:old_word", "could_not_read:photo", "could_not_read:xfa",
    "could_not_read:empty", "no_attachment", "sharing_link", "referral_in_the_body",
}  # fmt: skip


def test_every_real_file_ends_in_a_named_outcome(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
):
    corpus_file("manifest.csv")
    with django_db_blocker.unblock():
        ends = {one.file: one.named.rpartition(" ")[2] for one in corpus.outcomes(tmp_path)}
    assert len(ends) > 300
    assert {file: end for file, end in ends.items() if end not in REASONS} == {}
