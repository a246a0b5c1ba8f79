create table public.notes (
  id bigint generated always as identity primary key,
  owner uuid not null default auth.uid(),
  title text not null,
  body jsonb,
  is_public boolean not null default false,
  created_at timestamptz not null default now(),
  constraint notes_owner_fkey foreign key (owner) references public.profiles (id) on delete cascade
);

create index notes_owner_idx on public.notes (owner, created_at desc nulls last);

alter table public.notes enable row level security;

create policy "owner does all" on public.notes to authenticated
  using (owner = auth.uid()) with check (owner = auth.uid());
create policy "anyone reads public notes" on public.notes for select to anon, authenticated
  using (is_public);

revoke delete on public.notes from anon;
