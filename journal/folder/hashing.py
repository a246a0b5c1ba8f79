"""The hash that Drizzle stores for a migration file."""


def drizzle_hash(raw: bytes) -> str:
    """SHA-256, in hex, of a migration's bytes as Drizzle 0.x sees them.

    Source: drizzle-orm `migrator.js`, `crypto.createHash("sha256").update(readFileSync(path).toString())`.
    """
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, and most folders that are checked have no hashes

    # toString() decodes UTF-8 and puts U+FFFD where it cannot; update() encodes that text again.
    # So invalid bytes hash as their replacement, and a BOM, CRLF and the final newline all count.
    text = raw.decode("utf-8", "replace")
    return hashlib.sha256(text.encode()).hexdigest()


def look_alike(raw: bytes, recorded: str) -> str | None:
    """What alone differs when the same content was hashed in another form: line ends, BOM, the final newline."""
    bom = b"\xef\xbb\xbf"
    lf = raw.replace(b"\r\n", b"\n")
    variants = {
        "line ending": (lf, lf.replace(b"\n", b"\r\n")),
        "byte order mark": (raw.removeprefix(bom), bom + raw.removeprefix(bom)),
        "final newline": (raw.rstrip(b"\r\n"), raw.rstrip(b"\r\n") + b"\n"),
    }
    for difference, forms in variants.items():
        if recorded in map(drizzle_hash, forms):
            return difference
    return None
