-- cannot run inside a transaction together with its use
ALTER TYPE loan_state ADD VALUE 'overdue';
ALTER TYPE loan_state ADD VALUE 'lost';
