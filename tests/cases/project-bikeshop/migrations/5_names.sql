do $$ begin
  if exists (select from information_schema.columns where table_name = 'customers' and column_name = 'full_name') then
    alter table customers rename column full_name to name;
  end if;
end $$;
alter table customers alter column newsletter set not null;
