"""What machines read of a page besides its text: schema.org, signposting, canonical addresses."""
