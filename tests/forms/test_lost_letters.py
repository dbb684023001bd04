"""Letters that the printing program's font lacked: a name must not be read without them."""

from __future__ import annotations

import pytest

from forms.lost_letters import Loss, loss_in

CASES = {
    Loss.SURE: (
        "Kova?evi?", "Petrovi? was seen", "?ukasz", "?? ???", "We were told of ??.", "F? two",
        "it is J?.", "\ufffd", "What happened? ?ukasz came", "seen with ?ukasz", "Na?ve?", "a ? b",
    ),
    Loss.MAYBE: (
        "Ana Petrovi?", "Id? St. John", "\u0141? She", "Is she with Kit?", "Is she safe? not sure",
        "Why?! She left", "Is she safe ?", "Smith-jone? Kit",
    ),
    Loss.NONE: (
        "", "?", "Is she safe?", "Is she safe? We do not know.", "And who is he?\nNobody knows",
        "She said \u201cwhy me?\u201d Then left.", "Is it 24?", "(is she safe?)", "is it hers??",
        "born in 1990 or 1991? 2 dates", "Is it hers? \u2013 No.", "so doesn't she? No",
        "of a key-worker? No",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("loss", "text"), [(loss, text) for loss, texts in CASES.items() for text in texts]
)
def test_a_letter_that_became_a_question_mark_is_told_from_a_question(loss: Loss, text: str):
    assert loss_in(text) is loss
