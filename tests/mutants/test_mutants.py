"""Every fault of the list is caught by the kit, and the docs say by what.

The quick profile tries a fixed sample, every sixteenth of the faults that a law catches; `HYPOTHESIS_PROFILE=deep`
tries all of them, and `make mutants` looks for what catches each anew.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from faults import MUTANTS, Mutant
from hunt import PAGE, ROOT, caught_by, page, recorded
from hypothesis import settings

IS_QUICK = settings.get_current_profile_name() == "quick"
BY_A_LAW = [mutant for mutant in MUTANTS if recorded().get(mutant.name, "").startswith("law: ")]
SAMPLE = BY_A_LAW[::24] if IS_QUICK else MUTANTS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_replaces_one_text_of_the_engine(mutant: Mutant):
    source = (ROOT / "src" / "timeline" / mutant.file).read_text(encoding="utf-8")
    assert 1 == source.count(mutant.old)
    compile(source.replace(mutant.old, mutant.new), mutant.file, "exec")


def test_each_fault_has_a_name_of_its_own():
    assert len(MUTANTS) == len({mutant.name for mutant in MUTANTS})


def test_the_docs_say_of_every_fault_what_catches_it():
    assert [mutant.name for mutant in MUTANTS] == list(recorded())
    assert page(recorded()) == PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def caught():
    """What catches each fault of the sample now, tried at once."""
    with ThreadPoolExecutor(2) as pool:
        names = [recorded()[mutant.name] for mutant in SAMPLE]
        found = pool.map(lambda mutant, name: caught_by(mutant, only=name), SAMPLE, names)
        return dict(zip(SAMPLE, found, strict=True))


@pytest.mark.parametrize("mutant", SAMPLE, ids=lambda mutant: mutant.name)
def test_a_fault_is_caught_by_what_the_docs_say(mutant: Mutant, caught):
    assert recorded()[mutant.name] == caught[mutant]
