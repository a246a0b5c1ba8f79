create function slug_of(title text) returns text language sql immutable as
$$ select trim(both '-' from regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g')) $$;
alter table bikes add column slug text;
update bikes set slug = slug_of(model);
alter table bikes alter slug set not null;
create unique index bikes_slug_idx on bikes (slug);
create index bikes_model_lower_idx on bikes (lower(model) varchar_pattern_ops);
