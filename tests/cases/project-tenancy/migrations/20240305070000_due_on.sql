alter table tasks rename column due to due_on;
alter table tasks drop constraint tasks_state_known;
alter table tasks add constraint tasks_state_known check (state in ('open', 'doing', 'blocked', 'done')) not valid;
alter table tasks validate constraint tasks_state_known;
