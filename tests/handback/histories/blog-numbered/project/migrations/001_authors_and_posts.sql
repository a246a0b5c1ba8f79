CREATE TABLE authors (
  id integer GENERATED ALWAYS AS IDENTITY,
  handle text NOT NULL,
  display_name text NOT NULL,
  bio text,
  CONSTRAINT authors_pkey PRIMARY KEY (id),
  CONSTRAINT authors_handle_key UNIQUE (handle),
  CONSTRAINT authors_handle_check CHECK (handle ~ '^[a-z0-9_]{3,20}$')
);

CREATE TABLE posts (
  id integer GENERATED ALWAYS AS IDENTITY,
  author_id integer NOT NULL,
  slug text NOT NULL,
  title text NOT NULL,
  body text NOT NULL DEFAULT '',
  published_at timestamp,
  CONSTRAINT posts_pkey PRIMARY KEY (id),
  CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES authors (id)
);

CREATE UNIQUE INDEX posts_slug_idx ON posts (slug);
