"""Turn the course and its executed notebooks into a static site: `build_site` in `site.py` is the way in."""
