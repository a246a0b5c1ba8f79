alter table posts add column words int4; -- first without a limit
update posts set words = 0;
alter table posts alter column words set default 0, alter words set not null;--> statement-breakpoint
/* the clock of the server */ ALTER TABLE ONLY public.users ADD "seen" timestamptz DEFAULT now();