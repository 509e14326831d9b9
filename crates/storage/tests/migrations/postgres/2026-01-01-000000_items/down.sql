DROP TABLE items;
DROP TABLE shelves;
