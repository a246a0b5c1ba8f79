"""CHECK BY RUNNING. Queries whose plans must look so and so, and commands that must end well."""
