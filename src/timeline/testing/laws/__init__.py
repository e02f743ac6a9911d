"""The laws that the engine promises of any projection, each a function that tries it once.

Read `base` first: what a law is and how a broken one is told. The others hold the laws by what they are about.
"""

from timeline.testing.laws.areas import a_change_of_parents_changes_nothing_before_it, a_parent_counts_each_event_once
from timeline.testing.laws.base import Law, LawBroken, Sides, Subject
from timeline.testing.laws.causes import (
    joining_equal_reports_only_ever_tells_more,
    no_cause_can_be_spared,
    the_causes_alone_give_the_same,
    what_is_outranked_on_its_day_decides_nothing,
)
from timeline.testing.laws.keeping import (
    check_upcast,
    every_log_agrees_and_replaying_gives_equal_rows,
    every_way_to_ask_agrees,
    what_is_looked_up_is_what_the_plain_definition_tells,
    what_is_stored_is_read_back_equal,
    what_is_told_of_many_is_what_is_told_of_each,
)
from timeline.testing.laws.knowledge import (
    a_batch_equals_its_parts,
    a_mistake_of_ours_was_never_believed,
    a_pinned_position_answers_the_same_for_ever,
    a_refused_batch_leaves_nothing,
    a_retraction_cancels_from_its_day_on_and_not_before,
    all_that_is_known_is_known_in_the_end,
    arrival_is_irrelevant,
    no_state_of_knowledge_sees_both_sides_of_a_correction,
    the_past_of_knowledge_does_not_change,
)
from timeline.testing.laws.pure import (
    a_step_changes_no_state_that_it_is_given,
    a_step_remembers_nothing_outside_of_its_state,
    no_clock_is_read,
    the_same_question_has_the_same_answer,
)
from timeline.testing.laws.time import (
    a_narrower_date_adds_no_possibility,
    no_answer_looks_ahead,
    spans_tile_all_of_time,
    the_history_at_a_day_is_the_status_on_it,
    what_is_possible_is_what_some_placement_gives,
    what_is_so_is_possible,
)

LAWS: tuple[Law, ...] = (
    a_step_changes_no_state_that_it_is_given,
    a_step_remembers_nothing_outside_of_its_state,
    no_clock_is_read,
    the_same_question_has_the_same_answer,
    every_way_to_ask_agrees,
    what_is_looked_up_is_what_the_plain_definition_tells,
    what_is_told_of_many_is_what_is_told_of_each,
    the_past_of_knowledge_does_not_change,
    a_pinned_position_answers_the_same_for_ever,
    all_that_is_known_is_known_in_the_end,
    arrival_is_irrelevant,
    a_batch_equals_its_parts,
    a_refused_batch_leaves_nothing,
    no_answer_looks_ahead,
    spans_tile_all_of_time,
    the_history_at_a_day_is_the_status_on_it,
    a_retraction_cancels_from_its_day_on_and_not_before,
    no_state_of_knowledge_sees_both_sides_of_a_correction,
    a_mistake_of_ours_was_never_believed,
    what_is_so_is_possible,
    what_is_possible_is_what_some_placement_gives,
    a_narrower_date_adds_no_possibility,
    the_causes_alone_give_the_same,
    no_cause_can_be_spared,
    what_is_outranked_on_its_day_decides_nothing,
    a_parent_counts_each_event_once,
    a_change_of_parents_changes_nothing_before_it,
    every_log_agrees_and_replaying_gives_equal_rows,
    what_is_stored_is_read_back_equal,
    joining_equal_reports_only_ever_tells_more,
)

__all__ = ["LAWS", "Law", "LawBroken", "Sides", "Subject", "check_upcast", *(law.claim.__name__ for law in LAWS)]
