INSERT INTO codes SELECT 'four' WHERE NOT EXISTS (SELECT FROM codes WHERE code = 'four');
