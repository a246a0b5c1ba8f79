-- needs: 16 icu
-- Collations of ICU with rules.
CREATE COLLATION ruled (provider = icu, locale = 'und', rules = '&V << w <<< W');
CREATE TABLE t (a text COLLATE ruled);
