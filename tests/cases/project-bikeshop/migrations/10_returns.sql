create table returns (
  id uuid primary key default gen_random_uuid(),
  order_id int not null,
  line_no smallint not null,
  reason text not null check (length(reason) > 3),
  refunded cents,
  at timestamptz(0) not null default now(),
  foreign key (order_id, line_no) references order_lines (order_id, line_no) on delete cascade
);
create index returns_of_line on returns using btree (order_id, line_no desc);
