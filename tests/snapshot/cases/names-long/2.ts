import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, serial, text, unique } from "drizzle-orm/pg-core";

export const organisations = pgTable("organisation_membership_invitations", {
  organisationIdentifier: integer("organisation_identifier_of_the_sender").primaryKey(),
  name: text("the_name_under_which_it_is_known_in_public").unique(),
});
export const answers = pgTable("organisation_membership_invitation_answers", {
  id: serial().primaryKey(),
  organisation: integer("organisation_identifier_of_the_receiver").references(() => organisations.organisationIdentifier),
  second: integer("second_receiver").references(() => organisations.organisationIdentifier, { onDelete: "cascade" }),
  kind: text("the_kind_of_answer_that_was_given_by_them").notNull(),
}, (t) => [
  index().on(t.organisation, t.kind),
  check("the_kind_of_answer_must_be_one_of_the_known_kinds_and_never_empty", sql`${t.kind} <> ''`),
]);
export const numbers = pgTable("a_table_whose_identity_column_has_a_sequence_with_a_long_name", {
  id: integer("identifier_of_the_row").primaryKey().generatedAlwaysAsIdentity(),
  a: integer().notNull(),
  b: integer().notNull(),
}, (t) => [unique().on(t.a, t.b)]);
