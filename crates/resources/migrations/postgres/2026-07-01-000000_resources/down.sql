DROP TABLE task_windows;
DROP TABLE requests;
DROP TABLE postings;
DROP TABLE budgets;
DROP TABLE people;
DROP TABLE departments;
