DROP TABLE import_unread;
