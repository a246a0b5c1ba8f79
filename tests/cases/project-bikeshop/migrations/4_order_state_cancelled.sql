-- an enum cannot lose a value, so it is made anew
alter type order_state rename to order_state_old;
create type order_state as enum ('cart', 'ordered', 'paid', 'sent', 'cancelled');
alter table orders alter column state drop default;
alter table orders alter column state type order_state using state::text::order_state;
alter table orders alter column state set default 'cart';
drop type order_state_old;
