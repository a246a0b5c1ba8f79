CREATE TABLE tags (
  name text PRIMARY KEY CHECK (name = lower(name))
);

CREATE TABLE post_tags (
  post_id integer NOT NULL,
  tag text NOT NULL,
  added_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT post_tags_pkey PRIMARY KEY (post_id, tag),
  CONSTRAINT post_tags_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
  CONSTRAINT post_tags_tag_fkey FOREIGN KEY (tag) REFERENCES tags (name) ON UPDATE CASCADE ON DELETE RESTRICT
);

CREATE INDEX post_tags_tag_idx ON post_tags (tag);
