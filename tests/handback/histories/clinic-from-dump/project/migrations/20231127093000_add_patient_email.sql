ALTER TABLE public.patients ADD COLUMN email character varying(255);
CREATE UNIQUE INDEX patients_clinic_email_idx ON public.patients (clinic_id, lower(email)) WHERE email IS NOT NULL;
