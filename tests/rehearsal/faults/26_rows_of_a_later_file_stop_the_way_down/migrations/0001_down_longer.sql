SELECT 'three letters again';
ALTER TABLE codes ADD CONSTRAINT codes_length CHECK (length(code) = 3);
