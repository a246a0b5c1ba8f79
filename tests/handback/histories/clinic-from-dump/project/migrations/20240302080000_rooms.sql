CREATE TABLE public.rooms (
  clinic_id integer NOT NULL,
  number smallint NOT NULL,
  label text,
  CONSTRAINT rooms_pkey PRIMARY KEY (clinic_id, number),
  CONSTRAINT rooms_clinic_id_fkey FOREIGN KEY (clinic_id) REFERENCES public.clinics (id) ON UPDATE CASCADE ON DELETE CASCADE
);

ALTER TABLE public.visits ADD COLUMN clinic_id integer, ADD COLUMN room_number smallint;

ALTER TABLE public.visits
  ADD CONSTRAINT visits_room_fkey FOREIGN KEY (clinic_id, room_number) REFERENCES public.rooms (clinic_id, number);

INSERT INTO public.rooms (clinic_id, number) SELECT id, 1 FROM public.clinics;
