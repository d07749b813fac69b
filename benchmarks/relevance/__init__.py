"""How often what a reader meant comes first: questions in three languages, asked of ours and of two plain engines."""
