ALTER TABLE link ADD COLUMN share_comparator {text}
  CHECK (share_comparator IN ('EQUAL', 'ABOUT', 'GREATER_THAN', 'AT_LEAST', 'LESS_THAN', 'AT_MOST', 'RANGE', 'SET', 'NONE'));
