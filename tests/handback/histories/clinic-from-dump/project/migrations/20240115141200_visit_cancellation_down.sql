DROP INDEX public.visits_upcoming_idx;
CREATE INDEX visits_upcoming_idx ON public.visits (starts_at) WHERE state = 'booked';
DROP TRIGGER visits_touch ON public.visits;
ALTER TABLE public.visits DROP COLUMN cancelled_at, DROP COLUMN cancelled_by, DROP COLUMN updated_at;
