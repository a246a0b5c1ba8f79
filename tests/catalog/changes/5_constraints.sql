-- change: add check
-- differs: constraint: stage.loose.c
ALTER TABLE loose ADD CONSTRAINT c CHECK (a > 0);

-- change: change check
-- differs: constraint: stage.users.grown
ALTER TABLE users DROP CONSTRAINT grown, ADD CONSTRAINT grown CHECK (age >= 16);

-- change: drop check
-- differs: constraint: stage.users.grown
ALTER TABLE users DROP CONSTRAINT grown;

-- change: add check not valid
-- differs: constraint: stage.loose.c
ALTER TABLE loose ADD CONSTRAINT c CHECK (a > 0) NOT VALID;

-- change: drop unique
-- differs: constraint: stage.users.users_name_key
ALTER TABLE users DROP CONSTRAINT users_name_key;

-- change: unique with another column
-- differs: constraint: stage.users.users_name_key
ALTER TABLE users DROP CONSTRAINT users_name_key, ADD CONSTRAINT users_name_key UNIQUE (name, age);

-- change: add primary key
-- differs: constraint: stage.heir.heir_pkey, column: stage.heir.c
ALTER TABLE heir ADD PRIMARY KEY (c);

-- change: foreign key action
-- differs: constraint: stage.posts.posts_user_id_fkey
ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey, ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id)
    REFERENCES users ON DELETE SET NULL;

-- change: foreign key deferrable
-- differs: constraint: stage.posts.posts_user_id_fkey
ALTER TABLE posts ALTER CONSTRAINT posts_user_id_fkey DEFERRABLE INITIALLY DEFERRED;

-- change: drop foreign key
-- differs: constraint: stage.posts.posts_user_id_fkey
ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey;

-- change: change exclusion
-- differs: constraint: stage.posts.apart
ALTER TABLE posts DROP CONSTRAINT apart, ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&) WHERE (title > '');

-- change: key fillfactor
-- differs: constraint: stage.users.users_name_key
ALTER INDEX users_name_key SET (fillfactor = 66);

-- change: nulls not distinct
-- needs: 15
-- differs: constraint: stage.users.users_name_key
ALTER TABLE users DROP CONSTRAINT users_name_key, ADD CONSTRAINT users_name_key UNIQUE NULLS NOT DISTINCT (name);

-- change: not null no inherit
-- needs: 18
-- differs: column: stage.base.a
ALTER TABLE base ADD CONSTRAINT nn NOT NULL a NO INHERIT;

-- change: not null not valid
-- needs: 18
-- differs: column: stage.loose.a
ALTER TABLE loose ADD CONSTRAINT nn NOT NULL a NOT VALID;

-- change: not enforced
-- needs: 18
-- differs: constraint: stage.posts.posts_user_id_fkey
ALTER TABLE posts ALTER CONSTRAINT posts_user_id_fkey NOT ENFORCED;
