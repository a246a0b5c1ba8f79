"""Tests `schema` on the layout of drizzle 1.0: generate of the real drizzle-kit 1.0.0-rc.5 has nothing to do."""

from conftest import Journal, Project
from verbs.test_new_version_1 import SCHEMA, folders, generated, kit

__all__ = ["generated"]
MORE = """import { integer, pgTable, text, timestamp, index } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: integer().primaryKey(), email: text().notNull().unique() });
export const posts = pgTable("posts", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  userId: integer("user_id").references(() => users.id, { onDelete: "cascade" }),
  matrix: integer().array("[][]"),
  at: timestamp({ withTimezone: true }).defaultNow(),
}, (t) => [index("posts_at").on(t.at)]);
"""


def test_generate_has_nothing_to_do(generated: Project, journal: Journal) -> None:
    generated.write("schema.ts", MORE)
    assert "Your SQL migration" in kit(generated, "generate", "--name=more")
    before = folders(generated)
    said = journal("schema", "--file", "schema.ts", "--overwrite")
    assert said.code == 0, said.out + said.err
    text = (generated.root / "schema.ts").read_text()
    assert text not in {SCHEMA, MORE}
    assert f"from the migrations up to {before[-1].name}" in text
    said = journal("schema", "--to", "1.0")
    assert said.out == text
    assert ".array().array()" in journal("schema", "--to", "0.45").out
    assert "No schema changes" in kit(generated, "generate")
    assert folders(generated) == before
