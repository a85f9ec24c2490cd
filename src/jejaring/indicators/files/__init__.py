"""What an index is made from: specification, tables and attachments, each value with its place in the file."""
