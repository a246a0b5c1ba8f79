"""Plan checks: queries in checks/*.sql, and what their headers demand of the plan."""
