INSERT INTO authors (name) SELECT 'Author ' || i FROM generate_series(1, 20) i;
INSERT INTO books (isbn, title, author_id) SELECT '978' || lpad(i::text, 10, '0'), 'Book ' || i, 1 + i % 20 FROM generate_series(1, 100) i;
INSERT INTO loans (isbn, reader) SELECT isbn, 'reader of ' || title FROM books;
