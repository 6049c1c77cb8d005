-- Null where the text is ASCII: its lower case is what it folds to.
ALTER TABLE source ADD COLUMN license_fold {text};
ALTER TABLE observation ADD COLUMN key_fold {text};
ALTER TABLE link ADD COLUMN key_fold {text};
ALTER TABLE link ADD COLUMN group_key_fold {text};
ALTER TABLE trend ADD COLUMN key_fold {text};
ALTER TABLE import_run ADD COLUMN format_fold {text};
ALTER TABLE import_run ADD COLUMN file_fold {text};
ALTER TABLE import_note ADD COLUMN file_fold {text};
ALTER TABLE import_note ADD COLUMN field_fold {text};
ALTER TABLE import_note ADD COLUMN reason_fold {text};
