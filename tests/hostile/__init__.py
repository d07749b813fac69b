"""What means to break the site: texts that would be markup, addresses, forms and files that nobody makes in earnest."""
