"""Problems, answers and reports as files: read strictly, written whole."""
