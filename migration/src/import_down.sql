DROP TABLE import_note;
DROP TABLE import_count;
DROP TABLE import_run;
DROP TABLE redirect;
DROP TABLE identifier;
