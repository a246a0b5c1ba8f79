import { SQL, sql } from "drizzle-orm";
import {
  bigint, check, customType, foreignKey, index, integer, pgTable, pgView, primaryKey, real, text, timestamp, unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

export const authors = pgTable(
  "authors",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    handle: text("handle").notNull(),
    displayName: text("display_name").notNull(),
    bio: text("bio").notNull().default("nothing yet"),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [unique("authors_handle_key").on(t.handle), check("authors_handle_check", sql`handle ~ '^[a-z0-9_]{3,20}$'`)],
);

export const posts = pgTable(
  "posts",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    authorId: integer("author_id").notNull(),
    slug: text("slug").notNull(),
    title: text("title").notNull(),
    body: text("body").notNull().default(""),
    search: tsvector("search").generatedAlwaysAs(
      (): SQL =>
        sql`setweight(to_tsvector('english', ${posts.title}), 'A') || setweight(to_tsvector('english', ${posts.body}), 'B')`,
    ),
    publishedAt: timestamp("published_at", { withTimezone: true }),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ name: "posts_author_id_fkey", columns: [t.authorId], foreignColumns: [authors.id] }),
    uniqueIndex("posts_slug_idx").on(t.slug),
    index("posts_search_idx").using("gin", t.search),
    index("posts_published_idx").on(t.authorId, t.publishedAt.desc()).where(sql`published_at IS NOT NULL`),
  ],
);

export const tags = pgTable("tags", { name: text("name").primaryKey() }, () => [
  check("tags_name_check", sql`name = lower(name)`),
]);

export const postTags = pgTable(
  "post_tags",
  {
    postId: integer("post_id").notNull(),
    tag: text("tag").notNull(),
    addedAt: timestamp("added_at", { withTimezone: true }).default(sql`CURRENT_TIMESTAMP`).notNull(),
  },
  (t) => [
    primaryKey({ name: "post_tags_pkey", columns: [t.postId, t.tag] }),
    foreignKey({ name: "post_tags_post_id_fkey", columns: [t.postId], foreignColumns: [posts.id] }).onDelete("cascade"),
    foreignKey({ name: "post_tags_tag_fkey", columns: [t.tag], foreignColumns: [tags.name] })
      .onUpdate("cascade")
      .onDelete("restrict"),
    index("post_tags_tag_idx").on(t.tag),
  ],
);

export const comments = pgTable(
  "comments",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity({ startWith: 1000 }),
    postId: integer("post_id").notNull(),
    parentId: bigint("parent_id", { mode: "number" }),
    authorId: integer("author_id"),
    body: text("body").notNull(),
    spamScore: real("spam_score"),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ name: "comments_post_id_fkey", columns: [t.postId], foreignColumns: [posts.id] }).onDelete("cascade"),
    foreignKey({ name: "comments_parent_id_fkey", columns: [t.parentId], foreignColumns: [t.id] }).onDelete("cascade"),
    foreignKey({ name: "comments_author_id_fkey", columns: [t.authorId], foreignColumns: [authors.id] }).onDelete("set null"),
    check("comments_body_check", sql`length(trim(${t.body})) > 0`),
    check("comments_spam_score_check", sql`${t.spamScore} between 0 and 1`),
    index("comments_post_idx").on(t.postId, t.createdAt),
    index("comments_spam_idx").on(t.spamScore).where(sql`${t.spamScore} > 0.5`),
  ],
);

export const publishedPosts = pgView("published_posts", {
  id: integer("id"),
  slug: text("slug"),
  title: text("title"),
  author: text("author"),
  publishedAt: timestamp("published_at", { withTimezone: true }),
}).as(sql`
  SELECT p.id, p.slug, p.title, a.handle AS author, p.published_at
  FROM posts p JOIN authors a ON a.id = p.author_id
  WHERE p.published_at <= now()`);
