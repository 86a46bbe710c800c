"""What pages say: rows and rules put into words, lists and links."""
