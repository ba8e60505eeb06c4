-- Run once per PostgreSQL cluster, before the first migration, as a role that may create roles. Then set the passwords.
CREATE ROLE sigfollow_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE ROLE sigfollow_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE ROLE sigfollow_relay LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE DATABASE sigfollow OWNER sigfollow_owner ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
