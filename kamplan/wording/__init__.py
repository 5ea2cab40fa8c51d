"""What is wrong and what to do about it, in words, by what it is about."""
