ALTER TYPE ticket_status ADD VALUE IF NOT EXISTS 'waiting' BEFORE 'closed';
