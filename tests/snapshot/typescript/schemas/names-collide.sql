CREATE TABLE user_accounts (user_id integer PRIMARY KEY, "userId" integer UNIQUE, "user id" integer, "USER_ID" integer, "UserId" integer REFERENCES user_accounts ("userId"));
CREATE TABLE "userAccounts" (id integer PRIMARY KEY, "user-id" integer REFERENCES user_accounts (user_id));
CREATE TABLE "User Accounts" (id integer, CHECK (id > 0));
CREATE TYPE "useraccounts" AS ENUM ('a');
CREATE TYPE "USER_ACCOUNTS" AS ENUM ('b');
CREATE TABLE x (a "useraccounts", b "USER_ACCOUNTS");
CREATE SEQUENCE "user__accounts";
