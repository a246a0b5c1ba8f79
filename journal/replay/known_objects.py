"""Names that no file of a project creates: those of extensions, of platforms, and of PostgreSQL's versions."""

from functools import cache

from journal.server.seed import Platform, Seed, texts_of
from journal.sql.definitions import Definition, Family, definitions
from journal.sql.statements import cut

_EXTENSION_NAMES = {
    "vector": (
        "vector halfvec sparsevec hnsw ivfflat vector_l2_ops vector_ip_ops vector_cosine_ops vector_l1_ops "
        "halfvec_l2_ops halfvec_ip_ops halfvec_cosine_ops halfvec_l1_ops bit_hamming_ops bit_jaccard_ops "
        "sparsevec_l2_ops sparsevec_ip_ops sparsevec_cosine_ops sparsevec_l1_ops cosine_distance l2_distance "
        "inner_product vector_dims l2_normalize"
    ),
    "pg_trgm": "gin_trgm_ops gist_trgm_ops similarity word_similarity strict_word_similarity show_trgm",
    "uuid-ossp": (
        "uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4 uuid_generate_v5 uuid_nil "
        "uuid_ns_dns uuid_ns_url"
    ),
    "pgcrypto": (
        "digest hmac crypt gen_salt gen_random_bytes pgp_sym_encrypt pgp_sym_decrypt pgp_pub_encrypt "
        "pgp_pub_decrypt armor dearmor encrypt decrypt encrypt_iv decrypt_iv"
    ),
    "citext": "citext citextin citext_ops",
    "hstore": "hstore akeys avals hstore_to_json hstore_to_jsonb gin_hstore_ops gist_hstore_ops",
    "ltree": "ltree lquery ltxtquery subpath subltree nlevel text2ltree ltree2text gist_ltree_ops gist__ltree_ops",
    "unaccent": "unaccent",
    "fuzzystrmatch": (
        "levenshtein levenshtein_less_equal soundex difference metaphone dmetaphone dmetaphone_alt daitch_mokotoff"
    ),
    "cube": "cube cube_dim cube_distance",
    "earthdistance": "earth ll_to_earth earth_distance earth_box gc_to_sec sec_to_gc",
    "intarray": "query_int gin__int_ops gist__int_ops gist__intbig_ops icount uniq",
    "tablefunc": "crosstab crosstab2 crosstab3 crosstab4 connectby normal_rand",
    "isn": "ean13 isbn13 ismn13 issn13 isbn ismn issn upc",
    "seg": "seg",
    "lo": "lo lo_manage",
    "dblink": "dblink dblink_connect dblink_exec",
    "moddatetime": "moddatetime",
    "postgis": (
        "geometry geography box2d box3d postgis_version geometrytype addgeometrycolumn gist_geometry_ops_2d "
        "gist_geometry_ops_nd spatial_ref_sys geometry_columns geography_columns"
    ),
    "timescaledb": (
        "create_hypertable add_retention_policy add_compression_policy add_continuous_aggregate_policy "
        "time_bucket set_chunk_time_interval add_dimension timescaledb_information"
    ),
    "pg_uuidv7": "uuid_generate_v7 uuid_v7_to_timestamptz",
    "pg_jsonschema": "json_matches_schema jsonb_matches_schema",
    "pg_stat_statements": "pg_stat_statements pg_stat_statements_reset",
    "pg_cron": "cron",
    "pgmq": "pgmq",
    "pg_net": "net http_post",
    "pg_partman": "partman create_parent",
    "rum": "rum rum_tsvector_ops",
    "plv8": "plv8",
}
_EXTENSION_OF = {name: extension for extension, words in _EXTENSION_NAMES.items() for name in words.split()}
"""Source: the scripts of the extensions in PostgreSQL's contrib, and those of the projects named."""

_SINCE = {
    "default_toast_compression": 14, "idle_session_timeout": 14, "client_connection_check_interval": 14,
    "compute_query_id": 14, "track_wal_io_timing": 14, "recovery_prefetch": 15, "log_startup_progress_interval": 15,
    "stats_fetch_consistency": 15, "allow_in_place_tablespaces": 15, "createrole_self_grant": 16,
    "reserved_connections": 16, "scram_iterations": 16, "vacuum_buffer_usage_limit": 16, "icu_validation_level": 16,
    "restrict_nonsystem_relation_kind": 17, "transaction_timeout": 17, "event_triggers": 17, "allow_alter_system":
    17, "enable_group_by_reordering": 17, "summarize_wal": 17, "io_combine_limit": 17, "io_method": 18,
    "vacuum_truncate": 18, "enable_distinct_reordering": 18, "enable_self_join_elimination": 18,
    "extension_control_path": 18, "file_copy_method": 18, "idle_replication_slot_timeout": 18,
}  # fmt: skip
"""The version of PostgreSQL that a setting came with. Source: the release notes, appendix E of the manual."""

_REMOVED = {
    "default_with_oids": 12, "vacuum_cleanup_index_scale_factor": 14, "operator_precedence_warning": 14,
    "stats_temp_directory": 15, "promote_trigger_file": 16, "vacuum_defer_cleanup_age": 16, "force_parallel_mode":
    16, "old_snapshot_threshold": 17, "trace_recovery_messages": 17, "db_user_namespace": 17, "ssl_ecdh_curve": 18,
}  # fmt: skip
"""The version that no longer has a setting."""


def extension_with(name: str, schema: str | None = None) -> str | None:
    """Return the extension that has a type, function, operator class, access method or schema of this name, or None."""
    lower = name.lower()
    if lower.startswith("st_"):
        return "postgis"
    return _EXTENSION_OF.get(lower) or (
        _EXTENSION_OF.get(schema.lower()) if schema in ("cron", "pgmq", "partman") else None
    )


def setting_versions(name: str) -> tuple[int | None, int | None]:
    """Return the first version of PostgreSQL with a setting, and the first without it again; None where not known."""
    return _SINCE.get(name.lower()), _REMOVED.get(name.lower())


def platforms_with(family: Family, name: str, within: str | None, text: str) -> tuple[Platform, ...]:
    """Return the platforms whose new databases have the object; else those that have the schema it is said to be in.

    Where several do, it is the one of which the text of the migration names most objects.
    """
    exact = [one for one in Platform if _has(one, family, name, within)]
    fitting = exact or [one for one in Platform if within and _has(one, Family.SCHEMA, within, None)]
    plain = text.replace('"', "")
    named = {
        platform: sum(bool(made.within) and f"{made.within}.{made.name}" in plain for made in _made_by(platform))
        for platform in fitting
    }
    return tuple(platform for platform in fitting if named[platform] == max(named.values()))


def _has(platform: Platform, family: Family, name: str, within: str | None) -> bool:
    return any(made.family is family and made.name == name and made.within == within for made in _made_by(platform))


@cache
def _made_by(platform: Platform) -> tuple[Definition, ...]:
    return tuple(found for _, text in texts_of(Seed(platform)) for found in definitions(cut(text)))
