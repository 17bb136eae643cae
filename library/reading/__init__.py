"""What the document page prints: pages with their marks, summaries with their pages."""
