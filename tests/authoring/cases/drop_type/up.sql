DROP TYPE mood;
DROP TYPE point2;
