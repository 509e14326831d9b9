DROP TABLE task_windows;
DROP TABLE requests;
DROP TABLE budgets;
DROP TABLE people;
DROP TABLE departments;
