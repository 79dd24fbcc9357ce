"""`hedgerow demo`: invented pages on one invented trial, crawled, read and set side by side."""
