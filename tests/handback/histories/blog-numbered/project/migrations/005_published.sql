UPDATE posts SET published_at = date_trunc('second', published_at);
ALTER TABLE posts ALTER COLUMN published_at TYPE timestamptz USING published_at AT TIME ZONE 'Europe/Amsterdam';

CREATE VIEW published_posts AS
  SELECT p.id, p.slug, p.title, a.handle AS author, p.published_at
  FROM posts p JOIN authors a ON a.id = p.author_id
  WHERE p.published_at <= now();

CREATE INDEX posts_published_idx ON posts (author_id, published_at DESC NULLS LAST) WHERE published_at IS NOT NULL;
