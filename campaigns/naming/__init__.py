"""What names of campaigns and creatives say: templates, kinds of fields, suggestions. No Django."""
