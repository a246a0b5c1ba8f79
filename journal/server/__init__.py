"""START. Where a temporary PostgreSQL comes from; the only place that starts one."""
