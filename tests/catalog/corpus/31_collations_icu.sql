-- needs: icu
-- Collations of ICU, deterministic and not.
CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');
CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE t (a text COLLATE german, b text COLLATE no_case UNIQUE, c text COLLATE "de-x-icu");
CREATE INDEX ON t (a COLLATE "en-x-icu");
