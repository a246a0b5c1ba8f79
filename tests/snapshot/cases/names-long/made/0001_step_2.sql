CREATE TABLE "a_table_whose_identity_column_has_a_sequence_with_a_long_name" (
	"identifier_of_the_row" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "a_table_whose_identity_column_has_a_sequence_with_a_long_name_identifier_of_the_row_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"a" integer NOT NULL,
	"b" integer NOT NULL,
	CONSTRAINT "a_table_whose_identity_column_has_a_sequence_with_a_long_name_a_b_unique" UNIQUE("a","b")
);
--> statement-breakpoint
ALTER TABLE "organisation_membership_invitation_answers" DROP CONSTRAINT "organisation_membership_invitation_answers_the_kind_of_answer_that_was_given_by_them_organisation_identifier_of_the_receiver_unique";--> statement-breakpoint
ALTER TABLE "organisation_membership_invitation_answers" ADD COLUMN "second_receiver" integer;--> statement-breakpoint
ALTER TABLE "organisation_membership_invitation_answers" ADD CONSTRAINT "organisation_membership_invitation_answers_second_receiver_organisation_membership_invitations_organisation_identifier_of_the_sender_fk" FOREIGN KEY ("second_receiver") REFERENCES "public"."organisation_membership_invitations"("organisation_identifier_of_the_sender") ON DELETE cascade ON UPDATE no action;