SELECT 'rows may stay';
