"""How each provider restores a database to a point in time: always into a new one, never over the old. Pure.

What they type is theirs, and was read on their pages and in their sources in 2026; {at} is the moment, in UTC.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

_ISO = "%Y-%m-%dT%H:%M:%SZ"
_SQL = "%Y-%m-%d %H:%M:%S+00"


@dataclass(frozen=True)
class HostingProvider:
    """A provider, by the hosts that show it. `commands` are typed in a shell, `steps` are sentences.

    In both, {at} is the moment as `form` writes it, and {name} what the host calls the database; {xid} the transaction.
    """

    name: str
    hosts: tuple[str, ...]
    steps: tuple[str, ...]
    commands: tuple[str, ...] = ()
    form: str = _ISO
    exactly: tuple[str, ...] = ()

    def typed(self, moment: datetime | None, xid: str = "", name: str = "") -> tuple[str, ...]:
        """The commands with all that is known put in; `exactly` those that go by the transaction, where it is known."""
        when = moment.strftime(self.form) if moment else "MOMENT"
        chosen = (*self.commands, *(self.exactly if xid else ()))
        return tuple(one.format(at=when, xid=xid, name=name or "NAME") for one in chosen)


PROVIDERS = (
    HostingProvider(
        "Neon",
        (r"\.neon\.tech$", r"\.neon\.build$"),
        (
            "A branch of the past, as far back as the project's history window; the branch in use is not touched.",
            "`neon branches restore` would overwrite that one: leave it alone until the copy has been looked at.",
        ),
        ("neon branches create --name before-migration --parent {at}", "neon connection-string before-migration"),
    ),
    HostingProvider(
        "Supabase",
        (r"\.supabase\.(co|com)$",),
        (
            "Dashboard → Database → Backups → Restore to a new project, at {at} (UTC). To the second only with the "
            "PITR add-on, else the daily backup before it.",
            "Restore under Point in time takes this project offline and overwrites it: not that one.",
        ),
    ),
    HostingProvider(
        "Amazon Aurora",
        (r"\.cluster-(ro-|custom-)?\w+\.[\w-]+\.rds\.amazonaws\.com(\.cn)?$",),
        ("A new cluster is restored without an instance: the second command makes one, once the first is through.",),
        (
            "aws rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier {name} "
            "--db-cluster-identifier {name}-before --restore-to-time {at}",
            "aws rds create-db-instance --db-cluster-identifier {name}-before --db-instance-identifier {name}-before-1 "
            "--engine aurora-postgresql --db-instance-class CLASS",
        ),
    ),
    HostingProvider(
        "Amazon RDS",
        (r"\.rds\.amazonaws\.com(\.cn)?$",),
        (
            "A new instance, with the default security group and parameter group unless others are named. The newest "
            "moment it can have is some five minutes ago: LatestRestorableTime of describe-db-instances.",
        ),
        (
            "aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier {name} "
            "--target-db-instance-identifier {name}-before --restore-time {at}",
        ),
    ),
    HostingProvider(
        "Google Cloud SQL",
        (r"^/cloudsql/", r"\.sql\.goog\.?$"),
        ("A clone, where point-in-time recovery was on at that moment.",),
        ("gcloud sql instances clone {name} {name}-before --point-in-time '{at}'",),
    ),
    HostingProvider(
        "Azure Database for PostgreSQL",
        (r"\.postgres\.database\.azure\.com$",),
        ("A new flexible server, in the region of the old one.",),
        (
            "az postgres flexible-server restore --resource-group GROUP --name {name}-before --source-server {name} "
            "--restore-time {at}",
        ),
    ),
    HostingProvider(
        "DigitalOcean",
        (r"\.db\.ondigitalocean\.com$",),
        ("A fork, of the last seven days. The cluster's id: `doctl databases list`.",),
        ("doctl databases fork before-migration --restore-from-cluster-id ID --restore-from-timestamp '{at}'",),
        "%Y-%m-%d %H:%M:%S +0000 UTC",
    ),
    HostingProvider(
        "Heroku Postgres",
        (),
        (
            "A new add-on beside the old one; `heroku pg:info` says how far back a rollback goes. Do not promote it "
            "before it has been looked at.",
        ),
        (
            "heroku addons:create heroku-postgresql:PLAN --rollback DATABASE_URL --to '{at}' --app APP",
            "heroku pg:wait --app APP",
        ),
        "%Y-%m-%d %H:%M:%S+00:00",
    ),
    HostingProvider(
        "Crunchy Bridge",
        (r"\.postgresbridge\.com$",),
        ("A fork with a plan and a region of its own; `cb list` has the cluster's id.",),
        ("cb create --fork ID --at {at} --name before-migration --platform aws|azure|gcp --region REGION --plan PLAN",),
    ),
    HostingProvider(
        "A server of your own",
        (),
        (
            "Into an empty data directory, on another machine or port, from a base backup and the archived WAL. By "
            "hand: `recovery_target_time = '{at}'`, a `restore_command`, and an empty file `recovery.signal`.",
        ),
        (
            "pgbackrest --stanza=STANZA --pg1-path=/new/data --type=time --target='{at}' "
            "--target-action=promote restore",
            "barman restore --target-time '{at}' SERVER BACKUP_ID /new/data",
        ),
        _SQL,
        (
            "pgbackrest --stanza=STANZA --pg1-path=/new/data --type=xid --target={xid} --target-exclusive "
            "--target-action=promote restore",
            "barman restore --target-xid {xid} --exclusive SERVER BACKUP_ID /new/data",
        ),
    ),
)


def provider_of(words: Mapping[str, str]) -> tuple[HostingProvider, str] | None:
    """The provider that a host shows, and its name for the database; None for a host that shows none.

    A socket is of this machine. localhost may be the end of a tunnel, and an address of EC2 Heroku's or a server of
    yours, so it shows none where it is not sure.
    """
    host = (words.get("host") or "").split(",")[0]
    for one in PROVIDERS:
        if any(re.search(pattern, host, re.IGNORECASE) for pattern in one.hosts):
            return one, _name(host)
    return (PROVIDERS[-1], "") if host.startswith("/") else None


def _name(host: str) -> str:
    """The instance in `/cloudsql/project:region:instance`, and the first part of all other hosts."""
    return host.rpartition(":")[2] if host.startswith("/") else host.partition(".")[0]
