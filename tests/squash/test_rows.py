"""How the rows of two replays are compared."""

from journal.squash.rows import ALL, ReadRows, row_differences, volatile_columns


def rows(*values: tuple[bytes, ...], table: str = "public.t") -> dict[str, ReadRows]:
    return {table: ReadRows(table, ("id", "at"), values)}


ONE, LATER = (b"1", b"10:00"), (b"1", b"10:01")


def test_the_order_of_rows_is_not_compared() -> None:
    two = (b"2", b"10:00")
    assert [*row_differences(rows(ONE, two), rows(two, ONE), {})] == []


def test_a_column_that_differs_between_two_replays_is_free() -> None:
    free = volatile_columns(rows(ONE), rows(LATER))
    assert free == {"public.t": frozenset({"at"})}
    assert [*row_differences(rows(ONE), rows((b"1", b"10:02")), free)] == []
    assert [*row_differences(rows(ONE), rows((b"2", b"10:00")), free)] == [
        "public.t: 1 before and after, with other values"
    ]


def test_another_number_of_rows_differs_unless_it_does_between_two_replays() -> None:
    assert [*row_differences(rows(ONE), {}, {})] == ["public.t: 1 before, 0 after"]
    assert volatile_columns(rows(ONE), rows(ONE, LATER)) == {"public.t": frozenset({ALL})}
    assert [*row_differences(rows(ONE), {}, {"public.t": frozenset({ALL})})] == []
