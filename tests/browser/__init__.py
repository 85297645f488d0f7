"""What readers meet, in the browser of the system."""
