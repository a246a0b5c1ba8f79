"""The emergency playbook: what was applied last, and the ways back from it. It reads, and changes nothing."""
