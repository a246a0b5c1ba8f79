-- The functions of uuid-ossp in SQL. Versions 3, 4 and 5 are exact; version 1 has random node bits.

CREATE FUNCTION uuid_standin_sha1(message bytea) RETURNS bytea
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

CREATE FUNCTION uuid_nil() RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT '00000000-0000-0000-0000-000000000000'::uuid $$;
CREATE FUNCTION uuid_ns_dns() RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION uuid_ns_url() RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION uuid_ns_oid() RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION uuid_ns_x500() RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION uuid_generate_v4() RETURNS uuid LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
AS $$ SELECT gen_random_uuid() $$;

CREATE FUNCTION uuid_standin_named(version int, digest bytea) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT encode(set_byte(set_byte(substr(digest, 1, 16),
                                    6, (get_byte(digest, 6) & 15) | (version << 4)),
                           8, (get_byte(digest, 8) & 63) | 128), 'hex')::uuid
$$;
CREATE FUNCTION uuid_generate_v3(namespace uuid, name text) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN @extschema@.uuid_standin_named(3, decode(md5(uuid_send(namespace) || convert_to(name, 'UTF8')), 'hex'));
END $$;
CREATE FUNCTION uuid_generate_v5(namespace uuid, name text) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN @extschema@.uuid_standin_named(
        5, @extschema@.uuid_standin_sha1(uuid_send(namespace) || convert_to(name, 'UTF8')));
END $$;
CREATE FUNCTION uuid_generate_v1() RETURNS uuid LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
DECLARE
    -- 100 ns since 1582-10-15
    stamp text := lpad(to_hex((extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 122192928000000000), 16, '0');
    tail text := replace(gen_random_uuid()::text, '-', '');
BEGIN
    RETURN (substr(stamp, 9, 8) || substr(stamp, 5, 4) || '1' || substr(stamp, 2, 3) || substr(tail, 17, 16))::uuid;
END $$;
CREATE FUNCTION uuid_generate_v1mc() RETURNS uuid LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN @extschema@.uuid_generate_v1();
END $$;
