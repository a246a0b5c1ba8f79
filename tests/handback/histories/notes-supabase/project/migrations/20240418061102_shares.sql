create table public.shares (
  note_id bigint not null,
  user_id uuid not null,
  can_edit boolean not null default false,
  constraint shares_pkey primary key (note_id, user_id),
  constraint shares_note_id_fkey foreign key (note_id) references public.notes (id) on delete cascade,
  constraint shares_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade
);
alter table public.shares enable row level security;

create policy "shared with me" on public.notes for select to authenticated
  using (exists (select 1 from public.shares s where s.note_id = notes.id and s.user_id = auth.uid()));
create policy "own shares" on public.shares as restrictive for all to authenticated
  using (user_id = auth.uid());
create policy "see shares" on public.shares for select to authenticated using (true);
