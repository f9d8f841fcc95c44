"""`/imports/ID/undo/`: take an import back."""
