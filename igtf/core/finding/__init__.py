"""Finding by words: the words of a text, the index of both engines, misspelt words, and what is shown of a find."""
