CREATE TABLE public.courts (
    id smallint PRIMARY KEY,
    surface text NOT NULL CONSTRAINT courts_surface_check CHECK (surface = ANY (ARRAY['clay', 'grass', 'hard'])),
    indoor boolean NOT NULL DEFAULT false
);
INSERT INTO public.courts (id, surface) VALUES (1, 'clay'), (2, 'clay'), (3, 'hard');
