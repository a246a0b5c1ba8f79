alter table tasks add column estimate numeric(6,2);
update tasks set estimate = points where points is not null;
alter type member_role add value if not exists 'viewer';
alter table tenants
  add column plan text not null default 'free',
  add column seats int not null default 5 constraint tenants_seats_positive check (seats > 0);
