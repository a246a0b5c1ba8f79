-- A cancelled visit keeps its row. The state is text in the app for now, see ticket 512.
ALTER TABLE public.visits
  ADD COLUMN cancelled_at timestamptz,
  ADD COLUMN cancelled_by bigint,
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

ALTER TABLE public.visits
  ADD CONSTRAINT visits_cancelled_by_fkey FOREIGN KEY (cancelled_by) REFERENCES public.patients (id) ON DELETE SET NULL,
  ADD CONSTRAINT visits_cancelled_check CHECK (cancelled_by IS NULL OR cancelled_at IS NOT NULL);

CREATE TRIGGER visits_touch BEFORE UPDATE ON public.visits FOR EACH ROW EXECUTE FUNCTION public.touch();

DROP INDEX public.visits_upcoming_idx;
CREATE INDEX visits_upcoming_idx ON public.visits (starts_at DESC) WHERE state = 'booked' AND cancelled_at IS NULL;
