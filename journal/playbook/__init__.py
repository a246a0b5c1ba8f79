"""The emergency playbook: what was applied last, and the ways back. It reads, and changes nothing."""
