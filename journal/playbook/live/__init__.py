"""READ the live database for the playbook, in transactions that cannot write."""
