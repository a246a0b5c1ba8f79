UPDATE owners SET name = 'second';
