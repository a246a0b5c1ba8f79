"""The comment at the head of a written schema.ts."""

from journal.snapshot.typescript.head import head, untold

_ORIGIN = "Written from the migrations up to 0001_b."


def test_every_object_that_drizzle_cannot_express_has_a_line() -> None:
    names = {"function": ("public.f()", "public.g(integer)"), "trigger": ("public.t.g",)}
    assert head(_ORIGIN, names, ("One.", "Two.")).splitlines() == [
        f"// {_ORIGIN}",
        "//",
        "// The database has this, too. drizzle cannot express it, so only the migrations have it:",
        "// - function: public.f()",
        "// - function: public.g(integer)",
        "// - trigger: public.t.g",
        "//",
        "// SQL does not tell this. Compare it with the code that uses this file:",
        "// - One.",
        "// - Two.",
    ]


def test_without_such_objects_there_is_no_such_list() -> None:
    assert "cannot express" not in head(_ORIGIN, {}, untold([]))


def test_a_name_cannot_end_the_comment() -> None:
    text = head("a\nb", {"function": ("public.f()\nprocess.exit()", "\u2028x", "\r*/ y")}, ("c\nd",))
    assert all(line.startswith("//") for line in text.splitlines())
    assert all(not (set(line) & {"\r", "\u2028", "\u2029"}) for line in text.split("\n"))


def test_only_what_the_file_has_is_told_about() -> None:
    assert all("bigint" not in sentence and "timestamp" not in sentence for sentence in untold([]))
    (first, *rest) = untold(["bigint"])
    assert first.startswith("bigint columns are in mode")
    assert tuple(rest) == untold([])
    assert len(untold(["bigint", "text", "view", "bigint"])) == len(untold([])) + 3
