"""Groups: nobody alone, sizes alike, departments spread."""

from hypothesis import given
from hypothesis import strategies as st

from casebook.workshop.groups import (
    LARGEST,
    Person,
    fitting_sizes,
    leaves_one_alone,
    make_groups,
    numbered,
    usual_size,
)

PEOPLE = st.integers(2, 200)


@given(PEOPLE, st.integers(-3, 300))
def test_sizes_that_are_offered_leave_nobody_alone(people: int, size: int) -> None:
    fitting = fitting_sizes(people, size)
    assert fitting
    for each in fitting:
        assert 2 <= each <= min(people, LARGEST)
        assert not leaves_one_alone(people, each)
        assert min(map(len, make_groups(numbered(people), each))) >= 2


@given(PEOPLE)
def test_where_no_size_is_asked_for_nobody_is_alone(people: int) -> None:
    sizes = [len(group) for group in make_groups(numbered(people), usual_size(people))]
    assert sum(sizes) == people
    assert 2 <= min(sizes) <= max(sizes) <= 4


@given(st.lists(st.sampled_from(["", "A", "B", "C", "D"]), min_size=2, max_size=200), st.integers(2, LARGEST))
def test_groups_are_alike_and_mixed(departments: list[str], size: int) -> None:
    people = [Person(name=str(number), department=each) for number, each in enumerate(departments)]
    if leaves_one_alone(len(people), size):
        return
    groups = make_groups(people, size)
    assert sorted(each.name for group in groups for each in group) == sorted(each.name for each in people)
    sizes = [len(group) for group in groups]
    assert max(sizes) - min(sizes) <= 1
    assert min(sizes) >= 2
    assert max(sizes) <= size
    for name in set(departments):
        counts = [sum(each.department == name for each in group) for group in groups]
        assert max(counts) - min(counts) <= 1
    assert groups == make_groups(people, size)


def test_without_a_roster_people_count_off() -> None:
    groups = make_groups(numbered(10), 4)
    assert [[each.name for each in group] for group in groups] == [
        ["1", "4", "7", "10"],
        ["2", "5", "8"],
        ["3", "6", "9"],
    ]
