"""Earlier records in order: which one is compared with, and what all of them know."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from checker.comparison import Earlier, since
from checker.comparison.history import in_order
from tests.comparison.records import earlier, finding, record

Json = dict[str, Any]
NOW = record(finding("1"), as_of="2026-11-21")


def of(day: str, status: str = "partial", knows: tuple[Earlier, ...] = ()) -> Earlier:
    """A record of that day, compared with those that it knows."""
    made = record(finding("1", status), as_of=day)
    return earlier(made | since(knows, made))


def days(found: Json) -> list[str]:
    return [point["as_of"] for point in found["history"]]


def test_without_an_earlier_record_nothing_is_said() -> None:
    assert since([], NOW) == {"previous": None, "history": []}


def test_the_latest_is_compared_with_whatever_the_order_they_are_given_in() -> None:
    given = [of("2026-03-31"), of("2026-08-31"), of("2026-05-31")]

    for some in permutations(given):
        found = since(some, NOW)

        assert found["previous"]["as_of"] == "2026-08-31"
        assert days(found) == ["2026-03-31", "2026-05-31", "2026-08-31"]


def test_the_last_record_alone_keeps_the_chain() -> None:
    first = of("2026-03-31")
    second = of("2026-05-31", knows=(first,))
    third = of("2026-08-31", knows=(second,))

    found = since([third], NOW)

    assert days(found) == ["2026-03-31", "2026-05-31", "2026-08-31"]
    assert [point["digest"] for point in found["history"]] == [
        first.digest, second.digest, third.digest,
    ]  # fmt: skip
    assert since([first, second, third, second], NOW) == found


def test_a_record_given_twice_is_one() -> None:
    one = of("2026-08-31")

    assert since([one, one], NOW) == since([one], NOW)


def test_of_two_with_one_day_the_one_that_knows_the_other_is_later() -> None:
    first = of("2026-08-31")
    second = of("2026-08-31", "satisfied", knows=(first,))

    for some in permutations([first, second]):
        found = since(some, NOW)

        assert found["previous"]["digest"] == second.digest
        assert [point["digest"] for point in found["history"]] == [first.digest, second.digest]


def test_of_two_with_one_day_that_do_not_know_each_other_the_last_given_is_later() -> None:
    first, second = of("2026-08-31"), of("2026-08-31", "satisfied")

    assert in_order([first, second])[-1] is second
    assert in_order([second, first])[-1] is first


def test_a_record_without_these_keys_is_taken() -> None:
    found = since([of("2026-08-31")], NOW)
    bare = earlier(record(finding("1", "partial"), as_of="2026-08-31"))

    assert "history" not in bare.record
    assert days(since([bare], NOW)) == days(found)


def test_a_point_holds_the_counts_of_its_day() -> None:
    point = since([of("2026-08-31")], NOW)["history"][0]

    assert point["open_gaps"] == 1
    assert [row["id"] for row in point["frameworks"]] == ["own"]
    assert point["frameworks"][0]["counts"]["partial"] == 1
    assert point["frameworks"][0]["counts"]["total"] == 1


def test_the_earlier_document_is_named_as_its_own_cover_named_it() -> None:
    one = of("2026-08-31")

    start = one.digest[:12].upper()
    named = f"CHK-{start[:4]}-{start[4:8]}-{start[8:]}"
    assert since([one], NOW)["previous"]["document_id"] == named
