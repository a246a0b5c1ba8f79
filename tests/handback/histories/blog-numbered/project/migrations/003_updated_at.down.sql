DROP TRIGGER posts_updated_at ON posts;
DROP TRIGGER authors_updated_at ON authors;
DROP FUNCTION set_updated_at();
ALTER TABLE posts DROP updated_at;
ALTER TABLE authors DROP updated_at;
