-- change: trigger event
-- differs: trigger: stage.posts.touched
DROP TRIGGER touched ON posts;
CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION fired();

-- change: trigger disabled
-- differs: trigger: stage.posts.touched
ALTER TABLE posts DISABLE TRIGGER touched;

-- change: trigger dropped
-- differs: trigger: stage.posts.touched
DROP TRIGGER touched ON posts;

-- change: trigger added
-- differs: trigger: stage.loose.c
CREATE CONSTRAINT TRIGGER c AFTER INSERT ON loose DEFERRABLE FOR EACH ROW WHEN (new.a > 0) EXECUTE FUNCTION fired();

-- change: trigger on partitions
-- differs: trigger: stage.events.t
CREATE TRIGGER t AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION fired();

-- change: rule changed
-- differs: rule: stage.loose.kept
CREATE OR REPLACE RULE kept AS ON DELETE TO loose WHERE old.a > 1 DO INSTEAD NOTHING;

-- change: rule disabled
-- differs: rule: stage.loose.kept
ALTER TABLE loose DISABLE RULE kept;

-- change: rule dropped
-- differs: rule: stage.loose.kept
DROP RULE kept ON loose;

-- change: policy condition
-- differs: policy: stage.posts.own
ALTER POLICY own ON posts USING (user_id > 1);

-- change: policy roles
-- differs: policy: stage.posts.own
ALTER POLICY own ON posts TO reader, writer;

-- change: policy command
-- differs: policy: stage.posts.own
DROP POLICY own ON posts;
CREATE POLICY own ON posts TO reader USING (user_id > 0);

-- change: policy restrictive
-- differs: policy: stage.posts.own
DROP POLICY own ON posts;
CREATE POLICY own ON posts AS RESTRICTIVE FOR SELECT TO reader USING (user_id > 0);

-- change: policy dropped
-- differs: policy: stage.posts.own
DROP POLICY own ON posts;

-- change: policy added
-- differs: policy: stage.posts.p
CREATE POLICY p ON posts FOR INSERT WITH CHECK (title <> '');

-- change: event trigger
-- differs: event trigger: e, function: public.et()
CREATE FUNCTION public.et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION public.et();

-- change: statistics kinds
-- differs: statistics: stage.related
DROP STATISTICS related;
CREATE STATISTICS related (mcv) ON title, body FROM posts;

-- change: statistics target of them
-- differs: statistics: stage.related
ALTER STATISTICS related SET STATISTICS 5;
