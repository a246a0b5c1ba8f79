-- change: add index
-- differs: index: stage.added
CREATE INDEX added ON loose (a DESC NULLS LAST);

-- change: drop index
-- differs: index: stage.posts_title
DROP INDEX posts_title;

-- change: index order
-- differs: index: stage.posts_title
DROP INDEX posts_title;
CREATE INDEX posts_title ON posts (title DESC);

-- change: index nulls
-- differs: index: stage.posts_title
DROP INDEX posts_title;
CREATE INDEX posts_title ON posts (title NULLS FIRST);

-- change: index class
-- differs: index: stage.posts_title
DROP INDEX posts_title;
CREATE INDEX posts_title ON posts (title text_pattern_ops);

-- change: index collation
-- differs: index: stage.posts_title
DROP INDEX posts_title;
CREATE INDEX posts_title ON posts (title COLLATE "C");

-- change: index method
-- differs: index: stage.posts_title
DROP INDEX posts_title;
CREATE INDEX posts_title ON posts USING hash (title);

-- change: index made unique
-- differs: index: stage.posts_title
DROP INDEX posts_title;
CREATE UNIQUE INDEX posts_title ON posts (title);

-- change: index expression
-- differs: index: stage.posts_title
DROP INDEX posts_title;
CREATE INDEX posts_title ON posts (lower(title));

-- change: index condition
-- differs: index: stage.posts_recent
DROP INDEX posts_recent;
CREATE INDEX posts_recent ON posts (at DESC) INCLUDE (title);

-- change: index include
-- differs: index: stage.posts_recent
DROP INDEX posts_recent;
CREATE INDEX posts_recent ON posts (at DESC) WHERE title IS NOT NULL;

-- change: index options
-- differs: index: stage.posts_tags
ALTER INDEX posts_tags RESET (fastupdate);

-- change: index on partitions dropped
-- differs: index: stage.events_at
DROP INDEX events_at;
