"""A result as one HTML page: no script, nothing from another host, light and dark, on a screen and on paper."""
