CREATE TABLE IF NOT EXISTS codes (code text CONSTRAINT codes_length CHECK (length(code) = 3));
