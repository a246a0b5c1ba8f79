ALTER TABLE public.bookings ADD COLUMN guest public.email;
ALTER TABLE public.bookings ADD CONSTRAINT bookings_someone CHECK (num_nonnulls(member_id, guest) >= 1) NOT VALID;
CREATE INDEX bookings_during_idx ON public.bookings USING gist (during);
