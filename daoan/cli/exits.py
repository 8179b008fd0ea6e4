"""Exit codes; 0 is done, 2 is wrong use as the parser of arguments says it."""

EXIT_FAULT, EXIT_INPUT, EXIT_NOT_FOUND, EXIT_UNBALANCED = 1, 3, 4, 5
EXIT_DIFFERS = EXIT_UNBALANCED  # what was read back is not what was kept
