"""What a row has to satisfy: constraints, what it refers to, and in which order tables can get theirs."""
