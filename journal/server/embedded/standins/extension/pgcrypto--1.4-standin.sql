-- The functions of pgcrypto that schemas use, in SQL. Digests, hmac and random values are exact. crypt() has the
-- property that crypt(password, crypt(password, salt)) is the same again, but is no bcrypt. Ciphers say that they
-- are missing.

CREATE FUNCTION pgcrypto_standin_sha1(message bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- FIPS 180-4, section 6.1; 32-bit words are held in bigint.
DECLARE
    mask CONSTANT bigint := 4294967295;
    h0 bigint := 1732584193; h1 bigint := 4023233417; h2 bigint := 2562383102; h3 bigint := 271733878;
    h4 bigint := 3285377520;
    bits bigint := length(message)::bigint * 8;
    padded bytea := message || '\x80'::bytea
        || decode(repeat('00', (119 - length(message) % 64) % 64), 'hex') || int8send(bits);
    w bigint[]; a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; t bigint; x bigint;
BEGIN
    FOR block IN 0 .. length(padded) / 64 - 1 LOOP
        FOR i IN 0 .. 15 LOOP
            w[i] := (get_byte(padded, block * 64 + i * 4)::bigint << 24)
                | (get_byte(padded, block * 64 + i * 4 + 1) << 16)
                | (get_byte(padded, block * 64 + i * 4 + 2) << 8)
                | get_byte(padded, block * 64 + i * 4 + 3);
        END LOOP;
        FOR i IN 16 .. 79 LOOP
            x := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
            w[i] := ((x << 1) | (x >> 31)) & mask;
        END LOOP;
        a := h0; b := h1; c := h2; d := h3; e := h4;
        FOR i IN 0 .. 79 LOOP
            IF i < 20 THEN f := (b & c) | (~b & mask & d); k := 1518500249;
            ELSIF i < 40 THEN f := b # c # d; k := 1859775393;
            ELSIF i < 60 THEN f := (b & c) | (b & d) | (c & d); k := 2400959708;
            ELSE f := b # c # d; k := 3395469782;
            END IF;
            t := ((((a << 5) | (a >> 27)) & mask) + f + e + k + w[i]) & mask;
            e := d; d := c; c := ((b << 30) | (b >> 2)) & mask; b := a; a := t;
        END LOOP;
        h0 := (h0 + a) & mask; h1 := (h1 + b) & mask; h2 := (h2 + c) & mask; h3 := (h3 + d) & mask;
        h4 := (h4 + e) & mask;
    END LOOP;
    RETURN substr(int8send(h0), 5) || substr(int8send(h1), 5) || substr(int8send(h2), 5) || substr(int8send(h3), 5)
        || substr(int8send(h4), 5);
END $$;

CREATE FUNCTION digest(data bytea, type text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE lower(type)
        WHEN 'md5' THEN decode(md5(data), 'hex')
        WHEN 'sha1' THEN @extschema@.pgcrypto_standin_sha1(data)
        WHEN 'sha224' THEN sha224(data)
        WHEN 'sha256' THEN sha256(data)
        WHEN 'sha384' THEN sha384(data)
        WHEN 'sha512' THEN sha512(data)
        ELSE @extschema@.pgcrypto_standin_missing('digest ' || type)
    END;
END $$;
CREATE FUNCTION digest(data text, type text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN @extschema@.digest(convert_to(data, 'UTF8'), type);
END $$;
CREATE FUNCTION pgcrypto_standin_missing(what text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE EXCEPTION 'the stand-in for pgcrypto has no %', what USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a server that has the real one: --pg-bin, or --temp docker.';
END $$;
CREATE FUNCTION hmac(data bytea, key bytea, type text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT AS $$
-- RFC 2104
DECLARE
    size int := CASE WHEN lower(type) IN ('sha384', 'sha512') THEN 128 ELSE 64 END;
    block bytea := CASE WHEN length(key) > size THEN @extschema@.digest(key, type) ELSE key END;
    inner_pad bytea; outer_pad bytea;
BEGIN
    block := block || decode(repeat('00', size - length(block)), 'hex');
    inner_pad := block; outer_pad := block;
    FOR i IN 0 .. size - 1 LOOP
        inner_pad := set_byte(inner_pad, i, get_byte(block, i) # 54);
        outer_pad := set_byte(outer_pad, i, get_byte(block, i) # 92);
    END LOOP;
    RETURN @extschema@.digest(outer_pad || @extschema@.digest(inner_pad || data, type), type);
END $$;
CREATE FUNCTION hmac(data text, key text, type text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    RETURN @extschema@.hmac(convert_to(data, 'UTF8'), convert_to(key, 'UTF8'), type);
END $$;
CREATE FUNCTION gen_random_bytes(count int) RETURNS bytea LANGUAGE plpgsql VOLATILE STRICT AS $$
DECLARE
    bytes bytea := '';
BEGIN
    WHILE length(bytes) < count LOOP
        -- Not the bytes of a uuid that are fixed, but all of a digest over two.
        bytes := bytes || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
    END LOOP;
    RETURN substr(bytes, 1, count);
END $$;
CREATE FUNCTION gen_random_uuid() RETURNS uuid LANGUAGE sql VOLATILE AS $$ SELECT pg_catalog.gen_random_uuid() $$;
CREATE FUNCTION gen_salt(type text, rounds int DEFAULT 6) RETURNS text LANGUAGE plpgsql VOLATILE STRICT AS $$
BEGIN
    RETURN '$2a$' || lpad(rounds::text, 2, '0') || '$' || substr(encode(@extschema@.gen_random_bytes(16), 'hex'), 1, 22);
END $$;
CREATE FUNCTION crypt(password text, salt text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    RETURN substr(salt, 1, 29) || substr(encode(sha256(convert_to(substr(salt, 1, 29) || password, 'UTF8')), 'hex'), 1, 31);
END $$;
CREATE FUNCTION encrypt(data bytea, key bytea, type text) RETURNS bytea LANGUAGE plpgsql AS $$
BEGIN
    RETURN @extschema@.pgcrypto_standin_missing('encrypt()');
END $$;
CREATE FUNCTION decrypt(data bytea, key bytea, type text) RETURNS bytea LANGUAGE plpgsql AS $$
BEGIN
    RETURN @extschema@.pgcrypto_standin_missing('decrypt()');
END $$;
CREATE FUNCTION pgp_sym_encrypt(data text, psw text) RETURNS bytea LANGUAGE plpgsql AS $$
BEGIN
    RETURN @extschema@.pgcrypto_standin_missing('pgp_sym_encrypt()');
END $$;
CREATE FUNCTION pgp_sym_encrypt(data text, psw text, options text) RETURNS bytea LANGUAGE plpgsql AS $$
BEGIN
    RETURN @extschema@.pgcrypto_standin_missing('pgp_sym_encrypt()');
END $$;
CREATE FUNCTION pgp_sym_decrypt(data bytea, psw text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN @extschema@.pgcrypto_standin_missing('pgp_sym_decrypt()');
END $$;
CREATE FUNCTION pgp_sym_decrypt(data bytea, psw text, options text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN @extschema@.pgcrypto_standin_missing('pgp_sym_decrypt()');
END $$;
