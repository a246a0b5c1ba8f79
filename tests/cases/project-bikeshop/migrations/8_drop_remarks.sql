alter table orders drop column remarks;
