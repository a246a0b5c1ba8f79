-- the queue's own library makes and owns these
CREATE TABLE public.job_queue (
    id bigserial PRIMARY KEY,
    run_at timestamptz NOT NULL DEFAULT now(),
    payload jsonb
);
CREATE INDEX job_queue_run_at ON public.job_queue (run_at);
