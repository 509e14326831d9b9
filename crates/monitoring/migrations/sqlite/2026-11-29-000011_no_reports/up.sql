-- Reports are kept by the tasks service, and the inbox knows which of them were counted: this copy was written with every report, with
-- three entries in indexes, and read by nobody.
DROP TABLE reports;
