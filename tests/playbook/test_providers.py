"""rollback: the steps of each provider, and which host shows which."""

from datetime import UTC, datetime

import pytest

from journal.playbook.providers import provider_of


@pytest.mark.parametrize(
    ("host", "name", "command"),
    [
        ("ep-cool-1.eu-central-1.aws.neon.tech", "Neon", "--parent 2026-01-02T03:04:05Z"),
        ("db.abc.supabase.co", "Supabase", ""),
        ("aws-0-eu-central-1.pooler.supabase.com", "Supabase", ""),
        ("app.cluster-x1.eu-west-1.rds.amazonaws.com", "Amazon Aurora", "--db-cluster-identifier app-before"),
        ("app.x1.eu-west-1.rds.amazonaws.com", "Amazon RDS", "--source-db-instance-identifier app"),
        ("/cloudsql/p:europe-west1:app", "Google Cloud SQL", "gcloud sql instances clone app app-before"),
        ("app.postgres.database.azure.com", "Azure Database for PostgreSQL", "--restore-time 2026-01-02T03:04:05Z"),
        ("app-do-user-1.b.db.ondigitalocean.com", "DigitalOcean", "'2026-01-02 03:04:05 +0000 UTC'"),
        ("p.x1.db.postgresbridge.com", "Crunchy Bridge", "--at 2026-01-02T03:04:05Z"),
        ("/var/run/postgresql", "A server of your own", "--type=xid --target=77 --target-exclusive"),
    ],
)
def test_a_host_tells_its_provider(host: str, name: str, command: str) -> None:
    found = provider_of({"host": host})
    assert found is not None
    typed = found[0].typed(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "77", found[1])
    assert (found[0].name, command in "\n".join(typed)) == (name, True)


@pytest.mark.parametrize("host", ["localhost", "10.0.0.5", "db.example.com", "neon.tech.example.com", ""])
def test_other_hosts_tell_no_provider(host: str) -> None:
    assert provider_of({"host": host}) is None
