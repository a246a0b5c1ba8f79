DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_enum WHERE enumtypid = 'status'::regtype AND enumlabel = 'sent') THEN
        ALTER TYPE status ADD VALUE 'sent';
        ALTER TABLE orders ADD COLUMN sent_at timestamptz;
    END IF;
END $$;
