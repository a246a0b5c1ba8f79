CREATE TABLE "organisation_membership_invitation_answers" (
	"id" serial PRIMARY KEY NOT NULL,
	"organisation_identifier_of_the_receiver" integer,
	"the_kind_of_answer_that_was_given_by_them" text NOT NULL,
	CONSTRAINT "organisation_membership_invitation_answers_the_kind_of_answer_that_was_given_by_them_organisation_identifier_of_the_receiver_unique" UNIQUE("the_kind_of_answer_that_was_given_by_them","organisation_identifier_of_the_receiver"),
	CONSTRAINT "the_kind_of_answer_must_be_one_of_the_known_kinds_and_never_empty" CHECK ("organisation_membership_invitation_answers"."the_kind_of_answer_that_was_given_by_them" <> '')
);
--> statement-breakpoint
CREATE TABLE "organisation_membership_invitations" (
	"organisation_identifier_of_the_sender" integer PRIMARY KEY NOT NULL,
	"the_name_under_which_it_is_known_in_public" text,
	CONSTRAINT "organisation_membership_invitations_the_name_under_which_it_is_known_in_public_unique" UNIQUE("the_name_under_which_it_is_known_in_public")
);
--> statement-breakpoint
ALTER TABLE "organisation_membership_invitation_answers" ADD CONSTRAINT "organisation_membership_invitation_answers_organisation_identifier_of_the_receiver_organisation_membership_invitations_organisation_identifier_of_the_sender_fk" FOREIGN KEY ("organisation_identifier_of_the_receiver") REFERENCES "public"."organisation_membership_invitations"("organisation_identifier_of_the_sender") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "organisation_membership_invitation_answers_organisation_identifier_of_the_receiver_the_kind_of_answer_that_was_given_by_them_index" ON "organisation_membership_invitation_answers" USING btree ("organisation_identifier_of_the_receiver","the_kind_of_answer_that_was_given_by_them");