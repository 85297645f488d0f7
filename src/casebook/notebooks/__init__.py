"""Turn a case into one notebook per language: `blocks` say what stands on the page, `build` writes the cells."""
